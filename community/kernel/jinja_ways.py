"""Short ways through Jinja for what a page does hundreds of times: calling a macro, writing what is safe already.

Jinja asks of each thing that is called, by looking for four attributes, whether it wants the context; and makes safe
HTML anew from HTML that is safe. A seventh of what it takes to render a page goes there. Both are known by the kind of
the thing. What is of no known kind goes Jinja's own way.
"""

from types import FunctionType
from typing import Any, Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

BY_EVAL_CONTEXT: Final[set[type]] = {Macro}  # kinds whose calls are marked with `pass_eval_context`
_OF_JINJA: Final = (
    "_block_vars",
    "_loop_vars",
)  # names that the compiler gives to each call, for whoever wants a context


class ShortCalls(Context):
    """A context that calls macros, and functions that want nothing of it, without asking."""

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """What `called` gives for these arguments."""
        kind = type(called)
        if kind in BY_EVAL_CONTEXT:
            args = (self.eval_ctx, *args)
        elif kind is not FunctionType or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **named)
        for name in _OF_JINJA:
            named.pop(name, None)
        return called(*args, **named)


class ShortWriting(CodeGenerator):
    """Templates that leave HTML as it is where it is safe."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        # By its own name and not as something of the environment: what is compiled may be kept for another one.
        self.writeline(f"from {written.__module__} import {written.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile:
            self.write("(written if context.eval_ctx.autoescape else str)(")
        elif frame.eval_ctx.autoescape:
            self.write("written(")
        else:
            self.write("str(")
        if finalize.src is not None:
            self.write(finalize.src)


def written(value: object) -> str:
    """`value` as it stands in a page: HTML that is safe as it is, all else escaped."""
    return value if type(value) is Markup else escape(value)
