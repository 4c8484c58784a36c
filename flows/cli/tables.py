"""The name of a table as a parameter, which the commands that take it load with the schema."""

from typing import Annotated

from cyclopts import Parameter

from transforms.schema import TABLES

TableName = Annotated[str, Parameter(choices=tuple(TABLES), help="one table")]
