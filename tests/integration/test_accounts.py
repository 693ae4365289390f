"""Getting in and out: the link on one's own machine; name, password and mail when hosted."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core import mail
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from cards.accounts import LOCAL_NAME
from cards.models import Learner, User
from tests.factories import NOON, make_learner
from tests.pages import Node, read

pytestmark = pytest.mark.django_db

PASSWORD = "paper and ink 304"
NEW_PASSWORD = "one indigo 304"


@pytest.fixture
def hosted(settings: Settings) -> Settings:
    """An installation with accounts."""
    settings.HOSTED = True
    return settings


@pytest.fixture
def visitor() -> Client:
    """A browser nobody is signed in to."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def anna() -> User:
    """A learner with a password and an address."""
    learner = make_learner(name="anna")
    learner.user.email = "anna@example.org"
    learner.user.set_password(PASSWORD)
    learner.user.save()
    return learner.user


def test_the_link_signs_in_and_leads_to_the_day(visitor: Client) -> None:
    response = visitor.get(link())
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert signed_in(visitor) == LOCAL_NAME


def test_the_link_works_once(visitor: Client) -> None:
    address = link()
    visitor.get(address)
    other = Client(headers={"accept-language": "en"})
    response = other.get(address)
    assert response.status_code == 403
    page = read(response.content)
    assert page.one("h1").text == "This link was used already, or is too old"
    assert "make link" in page.text
    assert signed_in(other) == ""


def test_a_used_link_still_leads_to_the_day_of_who_is_in_already(visitor: Client) -> None:
    address = link()
    visitor.get(address)
    assert visitor.get(address).headers["Location"] == "/"


def test_a_link_grows_old(visitor: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        address = link()
        clock.shift(timedelta(days=4))
        assert visitor.get(address).status_code == 403
    assert signed_in(visitor) == ""


@pytest.mark.parametrize("token", ["x", "a-b", "カード", "%00", "a" * 5000, "d6kq3a-" + "0" * 32])
@pytest.mark.parametrize("has_account", [False, True])
def test_a_link_with_another_token_is_refused(
    visitor: Client, token: str, has_account: bool
) -> None:
    if has_account:
        link()
    assert visitor.get(f"/sign-in/{token}/").status_code == 403
    assert signed_in(visitor) == ""


def test_a_link_signs_nobody_in_where_there_are_accounts(
    visitor: Client, settings: Settings
) -> None:
    address = link()
    settings.HOSTED = True
    assert visitor.get(address).status_code == 404
    assert signed_in(visitor) == ""


def test_a_link_is_only_made_on_ones_own_machine(hosted: None) -> None:
    with pytest.raises(CommandError, match="LPI304_MODE is hosted: sign in by name and password"):
        link()


def test_on_ones_own_machine_the_sign_in_page_says_where_the_link_is(visitor: Client) -> None:
    page = read(visitor.get("/sign-in/").content)
    assert page.one("h1").text == "Open the link from the terminal"
    assert "make link" in page.text
    assert page.all("input", type="password") == []


def test_on_ones_own_machine_a_password_does_not_sign_in(visitor: Client, anna: User) -> None:
    visitor.post("/sign-in/", {"username": "anna", "password": PASSWORD})
    assert signed_in(visitor) == ""


def test_name_and_password_sign_in_and_lead_on(visitor: Client, hosted: None, anna: User) -> None:
    fields = {"username": "anna", "password": PASSWORD}
    response = visitor.post("/sign-in/?next=/library/", fields)
    assert (response.status_code, response.headers["Location"]) == (302, "/library/")
    assert signed_in(visitor) == "anna"
    assert visitor.get("/sign-in/").headers["Location"] == "/"
    assert visitor.get("/sign-in/?next=/sign-in/").headers["Location"] == "/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(
    visitor: Client, hosted: None, anna: User, elsewhere: str
) -> None:
    fields = {"username": "anna", "password": PASSWORD, "next": elsewhere}
    assert visitor.post("/sign-in/", fields).headers["Location"] == "/"


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "anna", "password": "wrong"},
        {"username": "nobody", "password": PASSWORD},
        {"username": LOCAL_NAME, "password": ""},
        {"username": "anna"},
        {"username": "\x00", "password": "\x00"},
        {},
    ],
)
def test_a_wrong_name_or_password_is_asked_again(
    visitor: Client, hosted: None, anna: User, fields: dict[str, str]
) -> None:
    User.objects.create_superuser(LOCAL_NAME, password=None)
    page = read(visitor.post("/sign-in/", fields).content)
    assert page.all("ul", class_="errorlist")
    assert page.one("input", name="password").get("value") == ""
    assert signed_in(visitor) == ""


def test_an_account_that_was_closed_is_out_at_once(
    visitor: Client, hosted: None, anna: User
) -> None:
    visitor.force_login(anna)
    User.objects.update(is_active=False)
    assert visitor.get("/").headers["Location"] == "/sign-in/?next=/"
    visitor.post("/sign-in/", {"username": "anna", "password": PASSWORD})
    assert visitor.get("/").status_code == 302


def test_signing_out_is_a_post_and_ends_the_session(
    visitor: Client, hosted: None, anna: User
) -> None:
    visitor.force_login(anna)
    assert visitor.get("/sign-out/").status_code == 405
    assert visitor.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert signed_in(visitor) == ""


@pytest.mark.parametrize(("is_hosted", "is_open"), [(False, False), (False, True), (True, False)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_cannot_be_made_where_the_host_does_not_allow_it(
    visitor: Client, settings: Settings, is_hosted: bool, is_open: bool, method: str
) -> None:
    settings.HOSTED, settings.SIGN_UP = is_hosted, is_open
    fields = {"username": "ben", "password1": PASSWORD, "password2": PASSWORD}
    assert getattr(visitor, method)("/sign-up/", fields).status_code == 404
    assert not User.objects.exists()
    if is_hosted:
        assert "/sign-up/" not in visitor.get("/sign-in/").content.decode()


def test_an_account_is_made_signed_in_and_has_its_settings(
    visitor: Client, hosted: Settings
) -> None:
    hosted.SIGN_UP = True
    assert "/sign-up/" in visitor.get("/sign-in/").content.decode()
    fields = {"username": "ben", "password1": PASSWORD, "password2": PASSWORD}
    response = visitor.post("/sign-up/", fields | {"is_superuser": "1", "is_staff": "1"})
    assert response.headers["Location"] == "/"
    assert signed_in(visitor) == "ben"
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert Learner.objects.get().user == user
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "anna"},
        {"username": ""},
        {"username": "b" * 151},
        {"username": "<script>"},
        {"password1": "short", "password2": "short"},
        {"password1": "password", "password2": "password"},
        {"password2": "something else"},
        {"password1": "", "password2": ""},
    ],
)
def test_an_account_with_a_taken_name_or_a_weak_password_is_not_made(
    visitor: Client, hosted: Settings, anna: User, fields: dict[str, str]
) -> None:
    hosted.SIGN_UP = True
    good = {"username": "ben", "password1": PASSWORD, "password2": PASSWORD}
    response = visitor.post("/sign-up/", good | fields)
    assert response.status_code == 422
    page = read(response.content)
    assert page.all("ul", class_="errorlist")
    assert page.one("input", name="username").get("value") == fields.get("username", "ben")
    assert User.objects.get() == anna


def test_a_forgotten_password_is_replaced_by_mail(
    visitor: Client, hosted: None, anna: User
) -> None:
    response = visitor.post("/password/forgotten/", {"email": "anna@example.org"}, follow=True)
    assert read(response.content).one("h1").text == "Look in your mail"
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("A new password for lpi304", ["anna@example.org"])
    assert str(sent.body).startswith("Choose a new password for lpi304 at this address:")
    page = follow_mail(visitor)
    assert page.one("h1").text == "Choose a new password"
    address = f"/password/new/{uid_in_mail()}/set-password/"
    fields = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert visitor.post(address, fields).headers["Location"] == "/sign-in/"
    visitor.post("/sign-in/", {"username": "anna", "password": NEW_PASSWORD})
    assert signed_in(visitor) == "anna"


def test_a_used_password_link_says_so_and_offers_another(
    visitor: Client, hosted: None, anna: User
) -> None:
    visitor.post("/password/forgotten/", {"email": "anna@example.org"})
    anna.set_password(NEW_PASSWORD)
    anna.save()
    page = follow_mail(visitor)
    assert page.one("h1").text == "This link was used already, or is too old"
    assert page.one("main").all("form") == []
    assert page.one("main").one("a")["href"] == "/password/forgotten/"


@pytest.mark.parametrize("address", ["/password/new/x/y/", "/password/new/MQ/set-password/"])
def test_a_password_link_nobody_was_sent_opens_nothing(
    visitor: Client, hosted: None, anna: User, address: str
) -> None:
    fields = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    for response in (visitor.get(address), visitor.post(address, fields)):
        assert "new_password1" not in response.content.decode()
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


@pytest.mark.parametrize("address", ["nobody@example.org", "not an address", ""])
def test_no_mail_goes_to_who_has_no_account(
    visitor: Client, hosted: None, anna: User, address: str
) -> None:
    visitor.post("/password/forgotten/", {"email": address})
    assert mail.outbox == []


def test_the_password_is_changed_by_who_knows_the_old_one(
    visitor: Client, hosted: None, anna: User
) -> None:
    visitor.force_login(anna)
    new = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    page = read(visitor.post("/password/", {"old_password": "wrong"} | new).content)
    assert page.all("ul", class_="errorlist")
    response = visitor.post("/password/", {"old_password": PASSWORD} | new)
    assert response.headers["Location"] == "/settings/"
    assert signed_in(visitor) == "anna"
    anna.refresh_from_db()
    assert anna.check_password(NEW_PASSWORD)


def link() -> str:
    """Return the path of a new sign-in link."""
    out = StringIO()
    call_command("sign_in_link", "--port", "8001", stdout=out)
    return out.getvalue().strip().removeprefix("http://127.0.0.1:8001")


def signed_in(client: Client) -> str:
    request = HttpRequest()
    request.session = client.session
    return get_user(request).get_username()


def follow_mail(client: Client) -> Node:
    (address,) = re.findall(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    return read(client.get(address, follow=True).content)


def uid_in_mail() -> str:
    (uid,) = re.findall(r"/password/new/([^/]+)/", str(mail.outbox[0].body))
    return str(uid)
