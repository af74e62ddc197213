"""What is read of the archive before files are merged."""

from services.merging.ledger import OF_POINT
from services.workspace import Workspace


def test_the_packages_of_a_point_are_told_without_their_files(coordination: Workspace) -> None:
    with coordination.store.read() as session:
        connection = session.connection()
        query = OF_POINT.compile(connection)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("inem",))
        told = " ".join(row.detail for row in plan)
    assert "USING COVERING INDEX package_summary" in told
