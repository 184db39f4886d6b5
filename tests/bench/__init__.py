"""`./run bench`: the speed of the product against bare views on the same machine (product.md 7), as JSON lines."""
