"""The modules of an email against a model: random calls, and each module keeps its content and its values."""

from dataclasses import dataclass, replace
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from support import emails
from support.emails import EMAIL
from support.machines import Machine, agrees

MOST = 8  # modules of one example
indexes = st.integers(0, MOST)


@dataclass(frozen=True)
class Module:
    """A module of the model: its id, that of its text, what the text says and the value of its label."""

    id: str
    text_id: str
    text: str = "<p>A story</p>"
    label: str = "Go"


class Layout(Machine):
    """An email of stories alone."""

    template_id: int

    @initialize()
    def create(self) -> None:
        self.words = count()
        self.email_id = emails.create(self.client, self.template_id, f"{self.mark} email").result[0].id
        for other in ("hero", "clip"):
            assert self.send(f"content/{other}/delete") == []
        self.modules = [Module("story", "text")]

    def send(self, step: str, **form: object) -> list[str]:
        codes: list[str] = emails.send(self.client, self.email_id, step, **form).codes
        return codes

    def fresh(self) -> tuple[str, str]:
        """The ids that the next copy gets: the first ones that are free."""

        def free(base: str, taken: set[str]) -> str:
            names = [base, *(f"{base}{number}" for number in range(2, MOST + 3))]
            return next(name for name in names if name not in taken)

        return (
            free("story", {module.id for module in self.modules}),
            free("text", {module.text_id for module in self.modules}),
        )

    def pick(self, index: int) -> Module:
        return self.modules[index % len(self.modules)]

    def put(self, module: Module, changed: Module) -> None:
        self.modules[self.modules.index(module)] = changed

    @rule(index=indexes)
    def add(self, index: int) -> None:
        if len(self.modules) < MOST:
            module = Module(*self.fresh())
            assert self.send("content/story/add", index=index) == []
            self.modules.insert(index, module)

    @rule(index=indexes)
    def duplicate(self, index: int) -> None:
        if len(self.modules) < MOST:
            original = self.pick(index)
            id, text_id = self.fresh()
            assert self.send(f"content/{original.id}/duplicate") == []
            self.modules.insert(self.modules.index(original) + 1, replace(original, id=id, text_id=text_id))

    @rule(index=indexes)
    def delete(self, index: int) -> None:
        module = self.pick(index)
        last = len(self.modules) == 1
        assert self.send(f"content/{module.id}/delete") == (["709"] if last else [])
        if not last:
            self.modules.remove(module)

    @rule(seed=st.randoms(use_true_random=False))
    def rearrange(self, seed) -> None:
        seed.shuffle(self.modules)
        positions = [{"index": index, "moduleId": module.id} for index, module in enumerate(self.modules)]
        assert self.send("content/rearrange", positions=positions) == []

    @rule(index=indexes)
    def write(self, index: int) -> None:
        module = self.pick(index)
        text = f"<p>text {next(self.words)}</p>"
        assert self.send(f"content/{module.text_id}", type="Text", value=text) == []
        self.put(module, replace(module, text=text))

    @rule(index=indexes)
    def label(self, index: int) -> None:
        module = self.pick(index)
        label = f"label {next(self.words)}"
        assert self.send("variable/label", value=label, moduleId=module.id) == []
        self.put(module, replace(module, label=label))

    @invariant()
    def the_email_is_as_in_the_model(self) -> None:
        sections = emails.sections(self.client, self.email_id)
        ids = [section["htmlId"] for section in sections.values() if section["contentType"] == "Module"]
        assert ids == [module.id for module in self.modules]
        texts = [
            (sections[module.text_id]["parentHtmlId"], sections[module.text_id]["value"][0]["value"])
            for module in self.modules
        ]
        assert texts == [(module.id, module.text) for module in self.modules]
        answer = self.client.get(f"{EMAIL}/{self.email_id}/variables.json").document["result"]
        labels = [(one["moduleId"], one["value"]) for one in answer if one["name"] == "label"]
        assert labels == [(module.id, module.label) for module in self.modules]
        html = emails.full(self.client, self.email_id)
        places = [
            html.index(f'id="{module.text_id}" mktoName="Text">{module.text}</div><a href="#">{module.label}</a>')
            for module in self.modules
        ]
        assert places == sorted(places)


def test_the_modules_of_an_email_are_as_in_a_model(marketo):
    class OfClient(Layout):
        client = marketo
        template_id = emails.template(marketo)

    agrees(OfClient, examples=8)
