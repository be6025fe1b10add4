"""nbgrader's settings for this course. Folders and steps only: what a step does is in casework.grading."""

import os
import sys
import warnings
from pathlib import Path

# First of all: nbgrader logs an error in this file and carries on with its defaults. No setting may be made
# unless grading can be imported, and the defaults must find nothing: see "gradebook" and "source" below.
try:
    from casework.grading import exporters, grader_view, handed_out, preprocessors, run_code
except Exception as problem:
    reason = f"nbgrader_config.py: the course's package cannot be imported ({problem}); nothing was done. "
    remedy = "Start nbgrader from the environment that `python3 course.py` made."
    # From the command line, leave at once; never take a running Jupyter server down.
    program = Path(sys.argv[0])
    command = "nbgrader" in (program.stem, program.parent.name)
    raise (SystemExit if command else ImportError)(reason + remedy) from None

c = get_config()
here = Path(__file__).resolve().parent
OURS, EXPORTERS, STOCK = preprocessors.__name__, exporters.__name__, "nbgrader.preprocessors"
CODE = run_code.__name__
"""Steps for code tests: they do nothing but for modules that grade.yaml names under `executed`."""

c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "sex-work-and-the-law"
# The lessons themselves are the source. nbgrader's default, "source", does not exist here.
c.CourseDirectory.source_directory = "../modules"
# Not nbgrader's default name, so that nbgrader without these settings finds no assignment to grade.
c.CourseDirectory.db_url = f"sqlite:///{(here / 'course.db').as_posix()}"

c.GenerateAssignment.exporter_class = f"{EXPORTERS}.ReleaseExporter"
c.GenerateAssignment.preprocessors = [
    f"{OURS}.ClearRecord",
    f"{handed_out.__name__}.ClearCodeSolutions",
    f"{STOCK}.LockCells",
    f"{STOCK}.CheckCellMetadata",
    f"{STOCK}.ComputeChecksums",
    f"{STOCK}.SaveCells",
    f"{STOCK}.ClearHiddenTests",
    f"{STOCK}.ClearMarkScheme",
    f"{STOCK}.ComputeChecksums",
    f"{OURS}.CheckRelease",
]

c.Autograde.exporter_class = f"{EXPORTERS}.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [f"{OURS}.RebuildFromRelease", f"{CODE}.RestoreTests"]
c.Autograde.autograde_preprocessors = [
    f"{CODE}.RunCode",
    f"{OURS}.ScoreAnswers",
    f"{STOCK}.LimitOutput",
    f"{STOCK}.SaveAutoGrades",
    f"{STOCK}.AssignLatePenalties",
]

c.GenerateFeedback.exporter_class = f"{EXPORTERS}.FeedbackExporter"
# Formgrader's page of a submission, for graders: the rubric beside each text. Feedback pages leave it out.
c.HTMLExporter.preprocessors = [f"{grader_view.__name__}.ShowRubric"]

# SQLAlchemy warns of how nbgrader adds a submission. It is harmless, and hides lines that matter.
warnings.filterwarnings("ignore", message="Object of type <Submitted", module=r"nbgrader\.api")

# nbgrader calls alembic by name when it makes the gradebook; it lies beside this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
