"""Channel packages: the packages of an Android app, one for each channel that offers it."""

from typing import Any, Final
from urllib.parse import urlsplit

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.tasks.tasks import Members, Result, Status, Task, Tasks, TaskType
from mercat.model.advertising import AdObject, Condition
from mercat.model.clock import SECOND
from mercat.model.refusals import AlreadyExists, NotFound, WrongType
from mercat.store.tx import Tx

KIND: Final = "channel package"
TASK_KIND: Final = "async task"
PASSED: Final = "CHANNEL_PACKAGE_STATUS_PASSED"
_APP: Final = "android_app_id"
_ID: Final = "channel_package_id"
_PACKAGES: Final = "android_channel_package_spec"
_STATUS: Final = "CHANNEL_TASK_STATUS_"
_NORMAL: Final = "TASK_ERROR_NORMAL"
_ERRORS: Final = {
    AlreadyExists.__name__: "TASK_ERROR_DUPLICATE_PACKAGE",
    NotFound.__name__: "TASK_ERROR_SUBMIT_FAIL",
    WrongType.__name__: "TASK_ERROR_UNABLE_DOWNLOAD",
}
ID_DIGITS: Final = 18


class ChannelPackage(Facts):
    """The members that rules read."""

    app_id: int = 0
    channel_name: str = ""
    download_url: str = ""

    def unique_name(self) -> str | None:
        return f"{self.app_id} {self.channel_name}"


class ChannelPackages(Collection[ChannelPackage]):
    """The channel packages of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the channel packages of an app that match the filter, a page at a time."""
        return super().find(
            tx, search.narrowed(Condition("app_id", "equals", (search.parameters["app_id"],), "integer"))
        )

    def check(self, tx: Tx, owner: int, facts: ChannelPackage, changes: ChannelPackage) -> None:
        """Check that a package can be downloaded from its address."""
        try:
            address = urlsplit(facts.download_url)
        except ValueError:
            address = urlsplit("")
        if address.scheme not in ("http", "https") or not address.hostname:
            raise WrongType("download_url", facts.download_url[:64], "URL")


channel_packages: Final = ChannelPackages(KIND, ChannelPackage)


# -- tasks ------------------------------------------------------------------------------------------------------------


def _items(specification: Any) -> list[Members]:
    return [{_APP: specification[_APP], **package} for package in specification[_PACKAGES]]


def _create(tx: Tx, account_id: int, item: Members) -> Members:
    members = {"app_id": item[_APP], "channel_name": item["package_name"], "download_url": item["download_url"]}
    package_id = channel_packages.add(tx, account_id, {**members, "system_status": PASSED})
    return _info(channel_packages.get(tx, account_id, package_id))


def _update(tx: Tx, account_id: int, item: Members) -> Members:
    text = item[_ID]
    package_id = int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else 0
    package = channel_packages.get(tx, account_id, package_id)
    if package.document["app_id"] != item[_APP]:
        raise NotFound(KIND, text)
    channel_packages.update(tx, account_id, package_id, {"download_url": item["download_url"]})
    return _info(channel_packages.get(tx, account_id, package_id))


def _info(package: AdObject) -> Members:
    return {
        "package_name": package.document["channel_name"],
        "created_time": package.created_ms // SECOND,
        "last_modified_time": package.updated_ms // SECOND,
        _ID: str(package.id),
    }


class PackageTasks(Tasks):
    """The tasks of all accounts that create or update channel packages."""

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Tasks with the results of their packages."""
        return [item.with_members({"result": self._result(self.read(item.document))}) for item in items]

    def _result(self, task: Task) -> Members:
        results: list[Result | None] = [*task.results, *[None] * (len(task.items) - len(task.results))]
        infos = [_shown(item, result, task.status) for item, result in zip(task.items, results, strict=True)]
        return {"code": 0, "message": "", "data": {"channel_package_info_list": infos}}


def _shown(item: Members, result: Result | None, status: Status) -> Members:
    """The result of a package. A package whose task has not got to it has no error."""
    info: Members = {name: item[name] for name in (_APP, "package_name", _ID) if name in item}
    if result is None:
        return {**info, "status": f"{_STATUS}{'PENDING' if status is Status.PENDING else 'PROCESSING'}"}
    if result.refusal:
        error = _ERRORS.get(result.refusal, "TASK_ERROR_SERVER_ERROR")
        return {**info, "status": f"{_STATUS}ERROR", "error_code": error}
    return {**info, **result.members, "status": f"{_STATUS}COMPLETED", "error_code": _NORMAL}


package_tasks: Final = PackageTasks(
    TASK_KIND,
    {
        "TASK_TYPE_CREATE_ANDROID_CHANNEL_PACKAGE": TaskType(
            "task_type_create_android_channel_package_spec", _create, items=_items
        ),
        "TASK_TYPE_UPDATE_ANDROID_CHANNEL_PACKAGE": TaskType(
            "task_type_update_android_channel_package_spec", _update, items=_items
        ),
    },
)
