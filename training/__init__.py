"""How the models that the package ships are made and scored. Never imported at run time."""
