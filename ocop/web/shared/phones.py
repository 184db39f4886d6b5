"""Phone numbers and sign-in names as people read them."""


def shown_phone(phone: str) -> str:
    """A Vietnamese number as people say it: +84912345678 is 0912 345 678; a fixed line has a digit more.

    Others stay as they are.
    """
    if not phone.startswith("+84") or len(phone) not in {12, 13}:
        return phone
    return f"0{phone[3:6]} {phone[6:9]} {phone[9:]}"


def masked_name(email: str, phone: str) -> str:
    """A sign-in name its owner knows again and nobody else learns: the last three digits, or the first letter."""
    if phone:
        return f"••• ••• {phone[-3:]}"
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
