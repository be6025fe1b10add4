"""nbgrader's steps for code that is graded by running it. Scores no answer, and leaves our cells alone."""

from __future__ import annotations

import copy
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import from_dict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute, OverwriteCells
from traitlets import Bool, Integer

from casework.grading.code_cells import asks, is_code_test
from casework.grading.code_outputs import judged, shown
from casework.grading.desk import GradingDesk
from casework.grading.engine import graded_parts
from casework.grading.kernel import Kernel, Watch
from casework.grading.sandbox import REFUSED, Sandbox, environment, limits, make_scratch, sandbox
from casework.grading.student_text import clean

RAN = "casework_ran"
"""In a run's resources once the code has been run: without it ScoreAnswers gives code tests 0."""


class RestoreTests(OverwriteCells):
    """After RebuildFromRelease: puts hidden tests, which the release does not have, back into their cells."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with each locked cell as the gradebook has it; unchanged if no code is run."""
        desk = GradingDesk.of(self.parent.parent)
        if not desk.executes(resources["nbgrader"]["assignment"]):
            return nb, resources
        for cell in nb.cells:
            cell.source = clean(cell.source)  # a file may have it line by line
        found: tuple[Any, Any] = super().preprocess(nb, resources)
        return found

    def report_change(self, name: str, attr: str, old: Any, new: Any) -> None:
        """Say nothing: what is changed here are tests that come back; RebuildFromRelease tells the rest."""


class RunCode(Execute):
    """
    Before ScoreAnswers: runs the code of a module that is named for it, and no cell of ours.

    What runs gets a copy of the notebook's programs. It cannot reach our cells, points or answers: of what
    it puts out, text and pictures are put into code cells, and nothing else is taken over.
    """

    require_isolation = Bool(False, help="Refuse to run code where there is no sandbox.").tag(config=True)
    memory_mb = Integer(2_000, help="Memory of each process, in MB (10**6 bytes).").tag(config=True)
    file_mb = Integer(50, help="Size of each file, in MB.").tag(config=True)
    folder_mb = Integer(200, help="Size of all files of a notebook's run, in MB.").tag(config=True)
    output_mb = Integer(5, help="All output of a notebook's run, in MB.").tag(config=True)
    total_seconds = Integer(300, help="Time for a notebook; for a cell: c.Execute.timeout.").tag(config=True)

    def sandbox(self, desk: GradingDesk) -> Sandbox:
        """
        Return how code is run here.

        Raises:
            NbGraderException: there is no sandbox and there must be one.
        """
        found = sandbox(desk.private_folders())
        if found.why_not and self.require_isolation:
            desk.stop([REFUSED.format(why=found.why_not)])
        return found

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """
        Return the notebook with the outputs of its code cells; unchanged if no code is run.

        Raises:
            NbGraderException: Python itself did not start.
        """
        desk, about = GradingDesk.of(self.parent.parent), resources["nbgrader"]
        if not desk.executes(about["assignment"]):
            return nb, resources
        module = desk.source(about["assignment"])[0]
        box = self.sandbox(desk)
        self.over = ""
        self.room = self.output_mb * 10**6
        self.to_the_end: set[int] = set()
        self.ours = {
            index
            for index, cell in enumerate(nb.cells)
            if asks(cell) or graded_parts(module, str(cell.metadata.get("nbgrader", {}).get("grade_id")))
        }
        trial = copy.deepcopy(nb)
        trial.metadata = from_dict({})  # type: ignore[no-untyped-call]  # no answer goes near the code
        with tempfile.TemporaryDirectory(prefix="casework-", ignore_cleanup_errors=True) as folder:
            self.scratch = make_scratch(Path(folder))
            self._copy_files(
                desk.folder(desk.coursedir.autograded_directory, about["student"], about["assignment"])
            )
            bounds = limits(self.memory_mb, self.file_mb, self.total_seconds, not box.why_not)
            self.kernel = Kernel.in_sandbox(box, self.scratch, bounds)
            with Watch(self.kernel, self.scratch, self.total_seconds, self.folder_mb) as self.watch:
                self._run(trial, resources, desk)
        for index, (cell, ran) in enumerate(zip(nb.cells, trial.cells, strict=True)):
            if cell.cell_type == "code" and index not in self.ours:
                self._take_over(cell, ran, index)
        resources[RAN] = True
        return nb, resources

    def _copy_files(self, folder: Path) -> None:
        """Copy what lies beside the notebook: the learner's files, and the course's over them."""
        ignored = shutil.ignore_patterns("*.ipynb")
        shutil.copytree(folder, self.scratch / "work", ignore=ignored, symlinks=True, dirs_exist_ok=True)

    def _run(self, trial: NotebookNode, resources: Any, desk: GradingDesk) -> None:
        self.began = False
        try:
            super().preprocess(trial, {"nbgrader": resources["nbgrader"]})
        except Exception as error:  # a kernel that learners' code has hold of can answer anything
            if not self.began:
                reason = " ".join(str(error).split()) or type(error).__name__
                desk.stop(
                    [f"{self._who(resources)}: Python did not start ({reason:.200}); grade it once more"]
                )
            self.over = self.over or self._reason(error)
        finally:
            self.kernel.kill_now()
        if self.over:
            self.log.warning("%s: not all code was run: %s", self._who(resources), self.over)

    @staticmethod
    def _who(resources: Any) -> str:
        about = resources["nbgrader"]
        return f"{about['student']}: {about['notebook']}.ipynb"

    def create_kernel_manager(self) -> Kernel:
        """Return the kernel in the sandbox, whatever the notebook asks for."""
        self.km = self.kernel
        return self.kernel

    def start_new_kernel(self, **settings: Any) -> None:
        """Start the kernel with nothing of the grader's environment."""
        where: dict[str, Any] = {"cwd": str(self.scratch / "work"), "env": environment(self.scratch)}
        where |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}  # not onto the grader's screen
        super().start_new_kernel(**settings, **where)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[Any, Any]:
        """Run one cell; after one that could not be stopped or ended Python, none is run."""
        if cell.cell_type != "code" or index in self.ours or self.over:
            return cell, resources
        self.began = True
        try:
            self.execute_cell(cell, index, store_history=True)
        except Exception as error:
            self.over = self._reason(error)
            self.kernel.kill_now()
        return cell, resources

    def on_cell_executed(self, **about: Any) -> None:
        """Note that a cell ran to its end without an error: only then may it have points."""
        super().on_cell_executed(**about)
        if about["execute_reply"]["content"]["status"] == "ok":
            self.to_the_end.add(about["cell_index"])

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take a message, unless there were too many; widgets of learners' code are not shown."""
        self.room -= len(str(msg["content"]))
        if self.room < 0:
            self.watch.end(f"the code put out over {self.output_mb} MB")
            return None
        if str(msg["msg_type"]).startswith("comm"):
            return None
        return super().process_message(msg, cell, cell_index)

    def set_widgets_metadata(self) -> None:
        """Keep no state of widgets."""

    def _reason(self, error: Exception) -> str:
        """Return in words why code was stopped."""
        if self.watch.reason:
            return self.watch.reason
        if isinstance(error, DeadKernelError):
            return "the code ended Python"
        if isinstance(error, CellTimeoutError):
            return f"a cell ran for over {self.timeout} s and could not be interrupted, or put out too much"
        return f"what the code put out cannot be read ({type(error).__name__})"

    def _take_over(self, cell: NotebookNode, ran: NotebookNode, index: int) -> None:
        """Put the outputs of the run into a code cell of the notebook that is graded."""
        outputs = ran.get("outputs", [])
        cell.execution_count = None
        if is_code_test(cell):
            finished = index in self.to_the_end
            stopped = "" if finished else self.over or "the cell did not run to its end"
            outputs = judged(outputs, float(cell.metadata.nbgrader["points"]), stopped)
        else:
            outputs = shown(outputs)
        cell.outputs = [from_dict(one) for one in outputs]  # type: ignore[no-untyped-call]
