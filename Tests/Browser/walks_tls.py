"""The Certificate tab over HTTPS, and a web server that moves while somebody looks at it."""

import pathlib
import socket
import subprocess
import tempfile

from cases import case
from counterparts import ADMIN_PASSWORD
from playwright.sync_api import expect
from walks import log_in, wait_until


def secured(bench, **options):
    """A phone that speaks HTTPS, whose passwords were set on the command line's side, and a browser that trusts it blindly."""
    password = tempfile.NamedTemporaryFile("w", suffix=".password")
    password.write(ADMIN_PASSWORD + "\n")
    password.flush()
    phone = bench.phone("--tls", "--admin-password-file", password.name)
    password.close()
    phone.command("param", "set", "Resync_On_Reset=No", "Resync_Error_Retry_Delay=3600")
    return phone, bench.eyes(ignore_https_errors=True, **options)


def files(bench):
    """Two certificates of the same kind as people have them."""
    folder = tempfile.TemporaryDirectory()
    bench.ends.append(folder.cleanup)
    place = pathlib.Path(folder.name)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
         "-subj", "/CN=phone.example.com", "-addext", "subjectAltName=DNS:phone.example.com,IP:127.0.0.1",
         "-keyout", place / "key.pem", "-out", place / "cert.pem"], check=True, capture_output=True)
    (place / "both.pem").write_bytes((place / "cert.pem").read_bytes() + (place / "key.pem").read_bytes())
    subprocess.run(
        ["openssl", "pkcs12", "-export", "-in", place / "both.pem", "-out", place / "both.p12",
         "-passout", "pass:a password of some length"], check=True, capture_output=True)
    return place


@case("scripts")
def a_certificate_is_installed_shown_and_deleted(bench):
    phone, eyes = secured(bench)
    page, place = eyes.page, files(bench)
    log_in(page, phone)
    page.get_by_role("link", name="Certificate", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate")
    expect(page.get_by_text("itself (self-signed)")).to_be_visible()
    own = phone.command("certificate", "show")
    eyes.look("certificate-empty")
    # What is wrong is said beside the field, and nothing is installed.
    page.get_by_label("File").set_input_files(place / "cert.pem")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#certificate-error")).to_contain_text("holds no private key")
    page.get_by_label("File").set_input_files(place / "both.p12")
    page.get_by_label("Extract password").fill("another password")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#password-error")).to_contain_text("not that of the file")
    eyes.look("certificate-wrong-password")
    page.get_by_label("File").set_input_files(place / "both.p12")
    page.get_by_label("Extract password").fill("a password of some length")
    page.get_by_label("Provisioning (client certificate)").check()
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".notice.success")).to_contain_text("is installed and used for the web server and provisioning")
    row = page.get_by_role("row").filter(has_text="phone.example.com")
    expect(row).to_have_count(1)
    eyes.look("certificate-installed")
    row.get_by_role("link", name="View").click()
    expect(page.get_by_text("DNS:phone.example.com, IP Address:127.0.0.1")).to_be_visible()
    eyes.look("certificate-view")
    page.get_by_label("Provisioning (client certificate)").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice.success")).to_contain_text("is used for the web server now")
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_text("It is used for the web server; the phone's own is used instead.")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".notice.success")).to_contain_text("are deleted")
    assert phone.command("certificate", "show") == own


@case("scripts")
def a_browser_is_sent_after_a_web_server_that_moves(bench):
    with socket.socket() as first, socket.socket() as second, socket.socket() as plain:
        for each in (first, second, plain):
            each.bind(("127.0.0.1", 0))
        before, after, redirect = (each.getsockname()[1] for each in (first, second, plain))
    phone, eyes = bench.phone().set_up(), bench.eyes(ignore_https_errors=True)
    page = eyes.page
    phone.command("param", "set", f"Web_Server_Port={before}")
    log_in(page, phone)
    # --listen decides, and the page says so beside the fields.
    page.goto(phone.url + "/voice/system")
    expect(page.locator("#Web_Server_Port-remark")).to_contain_text("which decides instead")
    expect(page.locator("#Enable_Protocol-remark")).to_contain_text("which decides instead")
    phone.end()
    phone.listen("127.0.0.1", "--redirect-port", str(redirect))
    assert phone.url == f"https://127.0.0.1:{before}", phone.url
    page.goto(f"http://127.0.0.1:{redirect}/login")
    expect(page).to_have_url(f"https://127.0.0.1:{before}/login")
    log_in(page, phone)
    page.goto(phone.url + "/voice/system")
    expect(page.locator("#Web_Server_Port-remark")).to_have_count(0)
    page.locator("#Web_Server_Port").fill(str(after))
    page.get_by_role("button", name="Submit All Changes").click()
    # It might have locked somebody out: who logs in at the new place shows that it did not.
    expect(page).to_have_url(f"https://127.0.0.1:{after}/confirm")
    expect(page.get_by_text(f"https://127.0.0.1:{after}/confirm")).to_be_visible()
    page.get_by_role("button", name="Log in again here").click()
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password", exact=True).fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator(".notice.success")).to_contain_text("The change is confirmed and stays.")
    assert page.url.startswith(f"https://127.0.0.1:{after}/"), page.url


@case("scripts")
def a_web_server_that_moved_comes_back_unless_somebody_confirms(bench):
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        before, after = (each.getsockname()[1] for each in (first, second))
    phone, eyes = bench.phone().set_up(), bench.eyes(ignore_https_errors=True)
    page = eyes.page
    phone.command("param", "set", f"Web_Server_Port={before}")
    phone.end()
    phone.listen("127.0.0.1", "--redirect-port", "0")
    log_in(page, phone)
    page.goto(phone.url + "/voice/system")
    page.locator("#Web_Server_Port").fill(str(after))
    page.locator(".submit-details summary").click()
    page.get_by_label("Seconds to confirm").fill("10")
    page.get_by_role("button", name="Submit All Changes").click()
    expect(page).to_have_url(f"https://127.0.0.1:{after}/confirm")
    # Nobody logs in anew; after ten seconds the old place answers again.
    wait_until(lambda: phone.command("param", "get", "Web_Server_Port") == f"{before}\n", "end of the deadline")
    page.goto(f"https://127.0.0.1:{before}/history")
    expect(page.get_by_role("row").nth(1)).to_contain_text("not confirmed in time")
