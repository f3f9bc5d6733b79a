import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.commands.shell import give
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.models import Connection, ConnectionToken

pytestmark = pytest.mark.django_db
SECRET = "demo-secret"
GOOD = ("--environment", "local", "--client-id", "demo-clinic", "--client-secret-env", "CLINIC_SECRET")
UNSAFE = "The address must begin with https:// (http:// only on this machine) and carry no login."
CUSTOM = (
    "--environment", "custom", "--api-url", "https://api.example", "--token-url", "https://login.example/token",
    "--authorize-url", "https://login.example/authorize", "--audience", "my-audience",
)  # fmt: skip


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def sandbox(running_sandbox, settings, monkeypatch):
    running_sandbox.reset("empty")
    settings.LOCAL_ZOCDOC_URL = running_sandbox.url
    monkeypatch.setenv("CLINIC_SECRET", SECRET)
    return running_sandbox


@pytest.fixture
def connect(capsys):
    return lambda *words: give(capsys, "zocdoc_connect", *words)


def test_a_connection_is_made_checked_and_ready(connect):
    said = connect("Main street", *GOOD, "--poll-seconds", "30")
    row = Connection.objects.get()
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines()[0] == "Made: Main street (Local stand-in)."
    assert said.out.splitlines()[1].startswith("The account answers.")
    assert (
        row.environment,
        row.grant,
        row.client_id,
        row.client_secret,
        row.poll_seconds,
        row.is_active,
        row.state,
    ) == (
        "local",
        "client_credentials",
        "demo-clinic",
        SECRET,
        30,
        True,
        "ready",
    )


def test_as_json_it_is_one_document(connect):
    assert connect("Main street", *GOOD, "--json").data == {"connection": "Main street", "made": True, "checked": True}


def test_no_output_shows_the_secret(connect, monkeypatch):
    first = connect("Main street", *GOOD)
    monkeypatch.setenv("CLINIC_SECRET", "planted-wrong-secret")
    second = connect("Main street", *GOOD, "--json")
    assert Connection.objects.get().client_secret == "planted-wrong-secret"
    assert second.status == 1
    shown = first.out + first.err + second.out + second.err
    assert [word for word in (SECRET, "planted-wrong-secret") if word in shown] == []


def test_custom_addresses_are_kept(connect, sandbox):
    url = sandbox.url
    said = connect(
        "Custom", "--environment", "custom", "--client-id", "demo-clinic", "--client-secret-env", "CLINIC_SECRET",
        "--api-url", url, "--token-url", f"{url}/oauth/token", "--authorize-url", f"{url}/authorize",
        "--audience", f"{url}/",
    )  # fmt: skip
    row = Connection.objects.get()
    assert said.status == 0
    assert (row.api_url, row.token_url, row.authorize_url, row.audience) == (
        url,
        f"{url}/oauth/token",
        f"{url}/authorize",
        f"{url}/",
    )


def test_a_person_s_sign_in_is_saved_and_sent_to_the_browser(connect, sandbox):
    said = connect("Personal", "--environment", "local", "--grant", "authorization_code", "--client-id", "demo-console")
    assert (said.status, said.out.splitlines()) == (
        0,
        ["Made: Personal (Local stand-in).", "Open its page in the console and press “Connect by browser”."],
    )
    assert (Connection.objects.get().state, sandbox.requests()) == ("new", [])


def test_a_change_names_only_what_changes(connect):
    connect("Main street", *GOOD)
    assert connect("Main street", "--poll-seconds", "90").out.startswith("Changed: Main street")
    row = Connection.objects.get()
    assert (row.poll_seconds, row.client_id, row.client_secret, row.environment) == (90, "demo-clinic", SECRET, "local")


def test_a_persons_approval_outlives_a_change_of_the_polls(connect, sandbox):
    made = factories.connection(name="Personal", grant="authorization_code", client_id="demo-console")
    ConnectionToken.objects.create(connection=made, access_token="a", refresh_token="approved", scope="s")
    connect("Personal", "--poll-seconds", "90")
    assert ConnectionToken.objects.get().refresh_token == "approved"


def test_leaving_custom_addresses_forgets_them(connect):
    factories.connection(
        name="Main street", environment="custom", api_url="https://a.example", token_url="https://t.example",
        authorize_url="https://z.example", audience="x",
    )  # fmt: skip
    connect("Main street", *GOOD)
    row = Connection.objects.get()
    assert (row.environment, row.api_url, row.token_url, row.authorize_url, row.audience) == ("local", "", "", "", "")


def test_inactive_switches_it_off_and_a_later_change_does_not_switch_it_on(connect):
    connect("Main street", *GOOD, "--inactive")
    assert not Connection.objects.get().is_active
    connect("Main street")
    assert not Connection.objects.get().is_active


def test_a_check_that_fails_leaves_it_saved_and_marked(connect, monkeypatch):
    monkeypatch.setenv("CLINIC_SECRET", "wrong")
    said = connect("Main street", *GOOD)
    row = Connection.objects.get()
    assert (said.status, said.out) == (1, "")
    assert said.err == f"Made: Main street (Local stand-in). It does not work yet: {row.state_sentence}\n"
    assert row.state == "needs_reconnecting"


def test_the_right_secret_brings_it_back(connect, monkeypatch):
    monkeypatch.setenv("CLINIC_SECRET", "wrong")
    connect("Main street", *GOOD)
    monkeypatch.setenv("CLINIC_SECRET", f"{SECRET}\n")
    assert connect("Main street", "--client-secret-env", "CLINIC_SECRET").status == 0
    row = Connection.objects.get()
    assert (row.state, row.client_secret) == ("ready", SECRET)


def test_credentials_of_the_sandbox_at_production_are_explained(connect, sandbox):
    audience = "https://api-developer.zocdoc.com/"
    url = sandbox.url
    said = connect(
        "Mixed up", "--environment", "custom", "--client-id", "demo-clinic", "--client-secret-env", "CLINIC_SECRET",
        "--api-url", url, "--token-url", f"{url}/oauth/token", "--audience", audience, "--json",
    )  # fmt: skip
    assert (said.status, said.out) == (1, "")
    assert said.error == {
        "error": "check_failed",
        "sentence": "Made: Mixed up (Custom addresses). It does not work yet: Zocdoc does not accept these "
        "credentials. Do they belong to this environment, and is the audience right?",
        "connection": "Mixed up",
        "made": True,
    }


BAD = {
    "no client id": (
        ["X", "--environment", "local", "--client-secret-env", "CLINIC_SECRET"],
        "client id: This field cannot be blank.",
    ),
    "no secret": (["X", "--client-id", "c"], "Signing in as a machine needs the client secret."),
    "no such variable": (
        ["X", "--client-id", "c", "--client-secret-env", "NOT_SET"],
        "The environment variable that --client-secret-env names is not set.",
    ),
    "too often": (
        ["X", *GOOD, "--poll-seconds", "5"],
        "poll seconds: Ensure this value is greater than or equal to 15.",
    ),
    "no addresses": (
        ["X", "--environment", "custom", "--client-id", "c", "--client-secret-env", "CLINIC_SECRET"],
        " ".join(f"{field}: Custom addresses need this one too." for field in ("api url", "token url", "audience")),
    ),
    "address in clear": (
        ["X", *GOOD, *CUSTOM, "--token-url", "http://login.example/token"],
        f"token url: {UNSAFE}",
    ),
    "foreign address": (
        ["X", *GOOD, "--api-url", "https://elsewhere.example"],
        "api url: Local stand-in has its own addresses: leave this empty, or choose custom addresses.",
    ),
    "no address at all": (
        ["X", *GOOD, *CUSTOM, "--api-url", "https://[nonsense/"],
        f"api url: Enter a valid URL. api url: {UNSAFE}",
    ),
    "no name": (["", *GOOD], "name: This field cannot be blank."),
}


@pytest.mark.parametrize(("words", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_is_told_and_saves_nothing(connect, sandbox, words, sentence):
    plain, as_json = connect(*words), connect(*words, "--json")
    assert (plain.status, plain.out, plain.err) == (1, "", f"{sentence}\n")
    assert (as_json.status, as_json.out, as_json.error["sentence"]) == (1, "", sentence)
    assert (Connection.objects.count(), sandbox.requests()) == (0, [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "the following arguments are required: name"),
        (["X", "--environment", "moon"], "argument --environment: invalid choice: 'moon'"),
        (["X", "--poll-seconds", "often"], "argument --poll-seconds: invalid int value: 'often'"),
        (["X", "--client-secret", "VALUE"], "unrecognized arguments"),
    ],
)
def test_words_that_the_command_does_not_know_are_told(connect, words, sentence):
    plain, as_json = connect(*words), connect(*words, "--json")
    assert (plain.status, as_json.status) == (2, 2)
    assert sentence in plain.err
    assert as_json.error["error"] == "usage"
    assert sentence in as_json.error["sentence"]
    assert Connection.objects.count() == 0


def test_bad_input_leaves_an_existing_connection_as_it_was(connect):
    connect("Main street", *GOOD)
    token = ConnectionTokens(Connection.objects.get()).token()
    before = Connection.objects.values().get()
    connect("Main street", "--client-id", "other", "--poll-seconds", "5")
    after = Connection.objects.values().get()
    secrets = [row.pop("client_secret").text for row in (before, after)]
    assert (before, secrets[0]) == (after, secrets[1])
    assert ConnectionToken.objects.get().access_token == token
