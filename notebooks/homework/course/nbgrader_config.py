"""nbgrader's settings for the course: run its commands in this folder, but for the first two.

    .venv/bin/pip install -r notebooks/homework/course/requirements.txt -c notebooks/constraints.txt
    npm run notebooks -- --no-execute               writes source/<homework>-<language>/
    nbgrader generate_assignment lstm-and-gru-cells-en
    nbgrader autograde lstm-and-gru-cells-en

The folder has to lie in the repository, since the kernel finds the library by it.
"""

c = get_config()  # noqa: F821, given by traitlets

c.CourseDirectory.course_id = "unrolled"

# by the language of the kernel. It throws inside of the function: a cell with a type error would not run at all
c.ClearSolutions.code_stub = {
    "typescript": '// YOUR CODE HERE\nthrow new Error("Not implemented");',
}
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
c.ClearHiddenTests.begin_test_delimeter = "BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "END HIDDEN TESTS"

# seconds for one cell; the kernel itself needs two to start
c.Execute.timeout = 60
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": "the cell did not end in 60 s",
    "traceback": ["CellTimeoutError: the cell did not end in 60 s"],
}
