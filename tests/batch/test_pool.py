import os
import time

import pytest

from workbench.batch.pool import LocalPool


@pytest.mark.slow
def test_workers_are_gone_afterwards_even_those_that_hang():
    with LocalPool(1) as pool:
        pid = pool.executor.submit(os.getpid).result()
        pool.executor.submit(time.sleep, 60)
        scratch = pool.scratch.path
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not scratch.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.slow
def test_a_fresh_pool_takes_the_place_of_a_dead_one():
    with LocalPool(1) as pool:
        assert pool.executor.submit(os._exit, 1).exception() is not None
        assert pool.renew().submit(abs, -1).result() == 1
