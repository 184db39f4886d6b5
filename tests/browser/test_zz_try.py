import time, pytest
from tests.browser import sample
@pytest.fixture
def own_files(): pass
@pytest.mark.django_db
def test_x(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), sample.told(tmp_path):
        t=time.time()
        rows=sample.choose()
        for r in rows: print(r)
        print(len(rows), time.time()-t)
        names={n for _,n,_ in rows}
        from tests.house.test_addresses import patterns
        print(sorted({p.name for _,p in patterns() if p.name} - names))
