from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.compare.sandbox.confinement import confinement
from edge.compare.suites.coding.extracting import code_in
from edge.compare.suites.coding.suite import LANGUAGES, PROBLEMS, Coding
from edge.compare.task import Grade, NotGradedError, Task

sys.path.insert(0, str(Path(__file__).parents[4] / "scripts"))

from check_suites import others
from partial_answers import partial
from slow_answers import SLOW

TASKS = {task.uid: task for task in Coding().tasks()}
CODE = (
    'def wanted(text):\n    """说明：返回 `text`。"""\n    if not text:\n        return None\n\n    return text * 2\n'
)
PROSE = st.text(st.sampled_from("这个函数，先排序。再合并：（注意）！ It sorts then merges.\n「完」"), max_size=60).map(
    lambda text: "\n".join(line.strip() for line in text.split("\n"))
)


@pytest.fixture(scope="session")
def confined() -> None:
    if not confinement().contained:
        pytest.skip(f"code cannot be confined here: {confinement().why_not}")


def graded(task: Task, reply: str) -> Grade:
    return task.grade([reply])


def runs(code: str | None) -> bool:
    """Whether it is the code above."""
    space: dict[str, object] = {}
    exec(code or "", space)
    function = space.get("wanted")
    return callable(function) and function("ab") == "abab" and function("") is None


def test_there_are_more_than_twenty_problems_in_english_and_chinese_and_some_in_japanese() -> None:
    by_language = {
        language: {uid.split(".")[1] for uid in TASKS if uid.endswith(f".{language}")} for language in LANGUAGES
    }
    assert by_language["en"] == by_language["zh"] == {problem.name for problem in PROBLEMS}
    assert len(PROBLEMS) >= 20
    assert len(by_language["ja"]) >= 6


def test_every_task_names_its_function_and_asks_in_its_language() -> None:
    for uid, task in TASKS.items():
        _, name, language = uid.split(".")
        assert f"`{name}(" in task.turns[0].text
        assert (language == "en") == task.turns[0].text.isascii()


def test_asked_twice_the_tasks_are_the_same() -> None:
    assert [(task.uid, task.turns, task.references) for task in Coding().tasks()] == [
        (task.uid, task.turns, task.references) for task in TASKS.values()
    ]


@pytest.mark.parametrize(
    "name", ["is_prime.en", "wrap_columns.ja", "days_between.zh", "evaluate.en", "truncate_bytes.zh"]
)
def test_a_reference_scores_everything(name: str, confined: None) -> None:
    task = TASKS[f"coding.{name}"]
    assert graded(task, task.references[0]) == Grade(1.0, {"correct": 1.0, "growth": 1.0})


def test_the_answer_to_another_task_scores_nothing() -> None:
    tasks = list(TASKS.values())
    for task in tasks:
        assert {graded(task, other.references[0]).score for other in others(task, tasks)} == {0.0}


@pytest.mark.parametrize("name", ["is_prime", "islands", "nth_permutation"])
def test_a_right_answer_of_the_wrong_order_gets_one_mark_exactly(name: str, confined: None) -> None:
    task = TASKS[f"coding.{name}.en"]
    (slow,) = partial(task)
    grade = task.grade(slow.replies)
    assert (grade.score, dict(grade.marks)) == (0.7, {"correct": 1.0, "growth": 0.0})
    assert grade.why.startswith("With a large input: ")


def test_there_is_a_slow_answer_to_every_problem() -> None:
    assert set(SLOW) == {problem.name for problem in PROBLEMS}


def test_an_answer_that_fails_at_a_limit_gets_nothing(confined: None) -> None:
    task = TASKS["coding.is_prime.en"]
    wrong = "```python\ndef is_prime(n):\n    return all(n % d for d in range(2, int(abs(n) ** 0.5) + 1))\n```"
    grade = graded(task, wrong)
    assert (grade.score, dict(grade.marks)) == (0.0, {"correct": 0.0, "growth": 0.0})
    assert grade.why == "is_prime(1) gives True, not False."


@pytest.mark.parametrize(
    "example",
    [
        "print(is_prime(7))  # 输出：True",
        'n = int(input("请输入一个整数："))\nprint(is_prime(n))',
        "assert is_prime(91)  # 7 * 13, as the model does not know",
        'if __name__ == "__main__":\n    import doctest\n    doctest.testmod()',
        "import sys\nsys.exit(0)",
    ],
)
def test_an_example_below_the_function_is_no_fault_of_it(example: str, confined: None) -> None:
    task = TASKS["coding.is_prime.zh"]
    code = task.references[0].removesuffix("```")
    assert graded(task, f"下面是代码：\n\n{code}\n# 示例\n{example}\n```\n时间复杂度为 O(√n)。").score == 1


@pytest.mark.parametrize(
    ("name", "returned"),
    [("fewest_coins", "10 ** 5000"), ("sparse_dot", "10 ** 400")],
)
def test_a_value_beyond_all_measure_is_only_wrong(name: str, returned: str, confined: None) -> None:
    task = TASKS[f"coding.{name}.en"]
    right = task.references[0].removeprefix("```python\n").removesuffix("\n```")
    first = f"_right = {name}\ndef {name}(*given):\n    got = _right(*given)\n"
    grade = graded(task, f"```\n{right}\n{first}    return {returned} if got in (3, 0.25) else got\n```")
    assert grade.score == 0
    assert grade.why.startswith(f"{name}(")


def test_the_large_case_of_the_cache_is_one_in_which_keys_are_found() -> None:
    problem = next(problem for problem in PROBLEMS if problem.name == "run_cache")
    space: dict[str, Any] = {}
    exec(problem.reference, space)
    results = space["run_cache"](*problem.large())
    assert min(results.count(None), sum(result is not None for result in results)) > 5000


def test_an_answer_that_does_not_stop_is_told_from_one_that_is_wrong(confined: None) -> None:
    grade = graded(TASKS["coding.roman_value.en"], "```\nimport os\ndef roman_value(text):\n    os._exit(0)\n```")
    assert grade == Grade(0.0, {"correct": 0.0, "growth": 0.0}, "roman_value(''): it ended its process.")


def test_the_same_answer_gets_the_same_grade(confined: None) -> None:
    task = TASKS["coding.top_k.en"]
    answer = "def top_k(words, k):\n    return [[word, words.count(word)] for word in set(words[:99])][:k]"
    assert len({repr(graded(task, answer)) for _ in range(3)}) == 1


def test_where_no_process_can_be_started_an_answer_is_not_graded_at_all(
    confined: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    task = TASKS["coding.top_k.en"]
    monkeypatch.setattr("edge.compare.sandbox.runner.subprocess.Popen", refused)
    with pytest.raises(NotGradedError, match=r"Resource temporarily unavailable: close what .*"):
        graded(task, task.references[0])


def test_where_code_cannot_be_confined_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from edge.compare.sandbox import confinement as module

    monkeypatch.setattr(module, "confinement", lambda: module.Confinement((), False, "there is no filter"))
    task = Coding().tasks()[0]
    grade = graded(task, task.references[0])
    assert grade.score == 0
    assert grade.why.startswith(
        "Not run: nothing keeps an answer's code from your files and the network here, as there is no"
    )


@given(
    PROSE,
    PROSE,
    st.sampled_from(["```python", "```", "~~~py", "````", "```Python3 "]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_code_comes_out_of_its_fence_whatever_stands_around_it(before: str, after: str, fence: str, end: str) -> None:
    close = fence[: len(fence) - len(fence.lstrip("`~"))]
    reply = f"{before}\n{fence}\n{CODE}{close}\n{after}".replace("\n", end)
    assert code_in(reply, "wanted") == CODE.rstrip("\n")


@given(PROSE, PROSE, st.sampled_from(["\n", "\r\n"]))
def test_code_without_a_fence_comes_out_of_its_prose(before: str, after: str, end: str) -> None:
    reply = f"答案如下：{before}\n\n{CODE}\n说明：{after}".replace("\n", end)
    assert runs(code_in(reply, "wanted"))


@given(st.text(max_size=300))
def test_any_reply_can_be_looked_through(reply: str) -> None:
    found = code_in(reply, "wanted")
    assert found is None or "wanted" in found


def test_of_several_blocks_the_last_that_defines_the_function_counts() -> None:
    wrong = "def wanted(text):\n    return 0"
    used = "print(wanted('x'))"
    reply = f"First:\n```python\n{wrong}\n```\nBetter:\n```python\n{CODE}```\nUse it:\n```python\n{used}\n```\n"
    assert runs(code_in(reply, "wanted"))


def test_a_block_that_is_cut_off_is_taken_as_far_as_it_goes() -> None:
    assert runs(code_in(f"好的：\n```python\n{CODE}", "wanted"))


def test_a_block_in_a_list_loses_its_indentation() -> None:
    inside = "\n".join(f"   {line}" if line else "" for line in CODE.split("\n"))
    assert runs(code_in(f"1. 这样：\n   ```python\n{inside}\n   ```\n", "wanted"))


def test_helpers_and_imports_without_a_fence_come_too() -> None:
    code = """import re

PATTERN = re.compile("x")

@staticmethod
def helper(x):
    return x

def wanted(t):
    return helper(t)

LAST = 3
"""
    found = code_in(f"Here it is.\n\n{code}\nThat is all (in O(n)).", "wanted")
    assert found is not None
    assert found.strip() == code.strip()


@pytest.mark.parametrize(
    "reply", ["", "```python\n```", "I cannot do that.", "```\ndef other():\n    pass\n```", "call wanted(3)"]
)
def test_a_reply_without_the_function_has_no_code(reply: str) -> None:
    assert code_in(reply, "wanted") is None
