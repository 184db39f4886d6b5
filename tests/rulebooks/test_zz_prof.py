import cProfile,pstats,pytest
import pytest
def test_x(db):
    from ocop.rulebooks.actions import load_edition
    from ocop.rulebooks.rules import shelf
    pr=cProfile.Profile(); pr.enable(); load_edition(path=shelf.DATA/'vn-ocop-26-2026.yaml',publish=True); pr.disable()
    pstats.Stats(pr).sort_stats('cumtime').print_stats(45)
