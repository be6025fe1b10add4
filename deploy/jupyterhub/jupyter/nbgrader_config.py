"""nbgrader's settings for everybody on a hub: where the exchange is, where lessons go. No step of grading."""
# Goes to /etc/jupyter with the files beside it. An instructor's own settings, in assessments/, come on top.

import os
from pathlib import Path

c = get_config()
c.CourseDirectory.course_id = "sex-work-and-the-law"
c.Exchange.root = os.environ.get("CASEWORK_EXCHANGE", "/srv/exchange")
# Lessons read the tables at ../../data: so each goes into a folder modules/, and data/ lies beside that.
c.Exchange.assignment_dir = str(Path.home() / "course" / "modules")

# nbgrader takes a learner's name from the computer's list of accounts. Containers have no such list: there
# the hub sets this variable, for learners only, since instructors handle everybody's work.
if student := os.environ.get("CASEWORK_STUDENT"):
    c.CourseDirectory.student_id = student
