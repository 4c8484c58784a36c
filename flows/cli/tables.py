"""The parameter for the name of a table; only commands that take it load the schema."""

from typing import Annotated

from cyclopts import Parameter

from transforms.schema import TABLES

TableName = Annotated[str, Parameter(choices=tuple(TABLES), help="one table")]
