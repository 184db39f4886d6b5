"""The files read a second time, straight from the YAML and without the engine, grade thousands of cases alike."""

import random
from fractions import Fraction

import pytest

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.answers import answer

BOOKS = shelf.shipped_books()
STARTS = ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))


def options(block):
    """Option id -> (points, star mark, place), as printed."""
    if block["kind"] == "flag":
        return {"1": (block["max"], None, 1)}
    if block["kind"] == "branch":
        lists = [("ab"[n], branch["options"]) for n, branch in enumerate(block["branches"])]
    else:
        lists = [("", block["options"])]
    placed = [(f"{letter}{no}", one, no) for letter, ones in lists for no, one in enumerate(ones, 1)]
    return {key: (one["p"], one.get("star"), no) for key, one, no in placed}


def lines(data, product_set):
    """Code -> (block id, block, section) in printed order."""
    found = {}
    for sections in product_set["parts"].values():
        for section in sections:
            for code, name in section["use"].items():
                block = data["blocks"][name]
                for key, child in (block["children"] if block["kind"] == "sum" else {code: name}).items():
                    found[key] = (child, data["blocks"][child], section["sec"])
    return found


class Case:
    """One case drawn by chance, and what should come of it."""

    def __init__(self, data, product_set, chance):
        self.gates = data["gates"]
        self.lines = lines(data, product_set)
        self.options = {key: options(block) for key, (_name, block, _section) in self.lines.items()}
        bias = chance.random()
        self.sheets = [self.sheet(chance, bias) for _ in range(chance.choice([1, 2, 3, 4, 7, 9]))]
        known = list(self.options)
        self.findings = {key: chance.choice([None, *self.options[key]])
                         for key in chance.sample(known, chance.choice([0, 0, 1, 3]))}
        standing = [gate for _name, block, _section in self.lines.values() for gate in block.get("gates", ())]
        standing += product_set.get("reject_if", [])
        self.disqualified = [gate for gate in dict.fromkeys(standing) if chance.random() < 0.06]
        self.zeroed = {key for key, (_name, block, _section) in self.lines.items() for gate in block.get("gates", ())
                       if gate in self.disqualified and self.gates[gate]["effect"] == "require"}

    def sheet(self, chance, bias):
        """The best option with some bias, else anything."""
        return {key: list(ones)[-1] if chance.random() < bias else chance.choice([None, *ones])
                for key, ones in self.options.items()}

    def points(self, key, pick):
        """Points of a pick; none ticked is 0."""
        return self.options[key][pick][0] if pick else 0

    def counted(self, sheet):
        """The sheet without what is zeroed."""
        return {key: None if key in self.zeroed else pick for key, pick in sheet.items()}

    def finding(self, key):
        """The council's finding or the lower median."""
        if key in self.zeroed:
            return None
        if key in self.findings:
            return self.findings[key]
        picks = [self.counted(sheet)[key] for sheet in self.sheets]
        return sorted(picks, key=lambda pick: self.options[key][pick][2] if pick else 0)[(len(picks) - 1) // 2]

    def missed(self):
        """Every mark not reached."""
        found = []
        for key, (_name, block, _section) in self.lines.items():
            for _points, star, no in self.options[key].values():
                star = star or (block.get("heading_star") if no == 1 else None)
                pick = self.finding(key)
                if star and (not pick or self.options[key][pick][2] < no):
                    found.append({"criterion": key, "star": star})
        return found

    def rejected(self):
        """Whether an exclusion holds."""
        zero = {key for key in self.options if self.points(key, self.finding(key)) == 0}
        for key, (_name, block, section) in self.lines.items():
            around = {other for other, line in self.lines.items() if line[2] == section}
            gates = block.get("gates", ())
            if ("zero-any" in gates and zero & around) or ("zero-here" in gates and key in zero):
                return True
        return any(self.gates[gate]["effect"] != "require" for gate in self.disqualified)

    def expected(self):
        """The answer, but for its parts and the shown mean."""
        totals = [sum(self.points(key, pick) for key, pick in self.counted(sheet).items()) for sheet in self.sheets]
        mean = Fraction(sum(totals), len(totals))
        by_points = next(star for star, start in STARTS if mean >= start)
        missed, rejected = self.missed(), self.rejected()
        stars = max(star for star in range(1, by_points + 1) if all(one["star"] > star for one in missed))
        return {"totals": totals, "mean": str(mean), "stars_by_points": by_points, "missed": missed,
                "rejected": rejected, "stars": None if rejected else stars}


@pytest.mark.parametrize("edition", BOOKS)
def test_a_second_reading_grades_alike(edition):
    data = shelf.shipped_data(shelf.DATA / f"{edition}.yaml")
    chance = random.Random(edition)
    stars = set()
    for product_set in data["sets"]:
        for _ in range(12):
            case = Case(data, product_set, chance)
            told = answer({"edition": edition, "set": product_set["id"], "sheets": case.sheets,
                           "findings": case.findings, "disqualified": case.disqualified}, BOOKS)
            expected = case.expected()
            assert {key: told[key] for key in expected} == expected
            assert [sum(parts.values()) for parts in told["parts"]] == told["totals"]
            stars.add(told["stars"])
    assert {None, 2, 3} <= stars
