"""Completion for bash, zsh and fish: scripts made from the parser itself, so that they know what the command line knows."""

import argparse
from dataclasses import dataclass

from flows.options import RUNNERS
from transforms.schema import TABLES

SHELLS = ("bash", "zsh", "fish")

_RELEASES = "ls -- \"${NEWSTABLES_DATA:-data}/releases\" 2>/dev/null | grep -E '^[0-9-]+[.][0-9]+$'"  # the shell expands what it offers
_FISH_RELEASES = (
    'ls (test -n "$NEWSTABLES_DATA"; and echo $NEWSTABLES_DATA; or echo data)/releases 2>/dev/null | string match -r "^[0-9-]+[.][0-9]+\\$"'
)
_WORDS = {"TABLE": " ".join(TABLES), "NAME": " ".join(RUNNERS)}
_FILES = {"FILE"}
_FOLDERS = {"DIR", "SEEDS"}
_OF_RELEASES = {"RELEASE", "A", "B"}

BASH = """# bash completion of newstables: eval "$(newstables completion bash)"
_newstables() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" words="" folders="" files="" releases=""
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W "{commands}" -- "$word")); return; fi
  case "${{COMP_WORDS[1]}} $before" in
{values}
    *) case "${{COMP_WORDS[1]}}" in
{options}
    esac ;;
  esac
  [[ $releases ]] && words="$words $({ls})"
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ $folders$files ]] || return 0
  compopt -o filenames 2>/dev/null
  [[ $folders ]] && COMPREPLY+=($(compgen -d -- "$word"))
  [[ $files ]] && COMPREPLY+=($(compgen -f -- "$word"))
  return 0
}}
complete -F _newstables newstables
"""

ZSH = """#compdef newstables
# zsh completion of newstables: eval "$(newstables completion zsh)"
autoload -U +X bashcompinit && bashcompinit
{bash}"""


@dataclass(frozen=True, slots=True)
class _Argument:
    """What can stand in one place: an option with its flags and value, or a positional without flags."""

    flags: tuple[str, ...]
    words: str
    metavar: str
    takes: bool
    help: str


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """Return the completion script for a shell."""
    commands = _commands(parser)
    if shell == "fish":
        return _fish(commands)
    bash = _bash(commands)
    return ZSH.format(bash=bash) if shell == "zsh" else bash


def _commands(parser: argparse.ArgumentParser) -> dict[str, tuple[str, list[_Argument]]]:
    """Return what each command is for and its arguments."""
    action = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001 - no public way
    helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001 - the same
    return {name: (helps.get(name, ""), [_argument(one) for one in sub._actions]) for name, sub in action.choices.items()}  # noqa: SLF001


def _argument(action: argparse.Action) -> _Argument:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    words = " ".join(map(str, action.choices)) if action.choices else _WORDS.get(metavar, "")
    return _Argument(tuple(action.option_strings), words, metavar, action.nargs != 0, (action.help or "").split(" [")[0])


def _bash(commands: dict[str, tuple[str, list[_Argument]]]) -> str:
    values, options = [], []
    for name, (_, arguments) in commands.items():
        for argument in arguments:
            if argument.flags and argument.takes:
                patterns = "|".join(f'"{name} {flag}"' for flag in argument.flags if not flag.startswith("--no-"))
                values.append(f"    {patterns}) {_bash_value(argument)} ;;")
        flags = " ".join(flag for argument in arguments for flag in argument.flags)
        places = [argument for argument in arguments if not argument.flags]
        offered = "; ".join(dict.fromkeys(_bash_value(place) for place in places)) or ":"
        options.append(f'      {name}) if [[ $word == -* ]]; then words="{flags}"; else {offered}; fi ;;')
    return BASH.format(commands=" ".join(commands), values="\n".join(values), options="\n".join(options), ls=_RELEASES)


def _bash_value(argument: _Argument) -> str:
    """Return what is to be offered for an argument."""
    if argument.metavar in _FOLDERS:
        return "folders=1"
    if argument.metavar in _FILES:
        return "files=1"
    return "releases=1" if argument.metavar in _OF_RELEASES else f'words="{argument.words}"'


def _fish(commands: dict[str, tuple[str, list[_Argument]]]) -> str:
    lines = ["# fish completion of newstables: newstables completion fish | source", "complete -c newstables -f"]
    for name, (meaning, arguments) in commands.items():
        lines.append(f"complete -c newstables -n __fish_use_subcommand -a {name} -d {_quoted(meaning)}")
        there = f"complete -c newstables -n '__fish_seen_subcommand_from {name}'"
        for argument in arguments:
            flags = " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in argument.flags)
            lines.append(" ".join(filter(None, [there, flags, _fish_value(argument), f"-d {_quoted(argument.help)}"])))
    return "\n".join(lines) + "\n"


def _fish_value(argument: _Argument) -> str:
    needs = "-x " if argument.flags and argument.takes else ""
    if argument.metavar in _FOLDERS:
        return f"{needs}-a '(__fish_complete_directories)'"
    if argument.metavar in _OF_RELEASES:
        return f"{needs}-a '({_FISH_RELEASES})'"
    if argument.metavar in _FILES:
        return "-r -F"
    return f"{needs}-a {_quoted(argument.words)}" if argument.words else needs.strip()


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
