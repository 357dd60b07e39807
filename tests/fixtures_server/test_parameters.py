"""Numbers of seconds in the query."""

import pytest


@pytest.mark.parametrize("interval", ["0", "-1", "nan", "inf", "86401", "soon", ""])
async def test_an_interval_that_does_not_fit_is_refused(refusal, interval):
    response = await refusal(f"/ws/stocks?interval={interval}")
    assert response.status_code == 403


@pytest.mark.parametrize("delay", ["-0.1", "nan", "inf", "86401", "later", ""])
async def test_a_delay_that_does_not_fit_is_refused(refusal, delay):
    response = await refusal(f"/lab/slow?delay={delay}")
    assert response.status_code == 403
