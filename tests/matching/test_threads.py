"""Two threads: in order, an error comes out, and products take one thread only while that is asked for."""

from threading import get_ident
from time import sleep

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from crossfield.matching.threads import THREADS, in_threads, one_thread_each


def widths():
    np.ones((2, 2)) @ np.ones((2, 2))  # its library is loaded now
    return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]


def test_what_is_found_stands_in_order_and_two_work():
    who = set()

    def slow(number):
        who.add(get_ident())
        sleep(0.02 / (1 + number))  # the later, the sooner done
        return number

    assert in_threads(slow, range(8)) == list(range(8))
    assert len(who) <= THREADS + 1  # the first is done by whoever asks


def test_nothing_to_do_is_nothing():
    assert in_threads(str, []) == []


def test_an_error_of_any_part_comes_out():
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda number: 1 / number, [2, 1, 0])


def test_products_take_one_thread_while_it_is_open_and_as_many_as_before_afterwards():
    before = widths()
    with one_thread_each():
        assert set(widths()) == {1}
    assert widths() == before
