"""Makes the pictures of the README: docs/images/status.png and docs/images/provisioning.png.

    sudo python3 Tests/Browser/pictures.py

Everything that the pictures show is real: the daemon, an nginx and Chromium run in name spaces of their own, in which this host is
called desk-12, has the address 192.0.2.52 and finds provisioning.example.com. That needs root, `unshare` and `ip`.
"""

import atexit
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<flat-profile>
  <!-- front desk, ground floor -->
  <Station_Name>Front desk</Station_Name>
  <Resync_Periodic>86400</Resync_Periodic>
  <Resync_Error_Retry_Delay>60,120,300</Resync_Error_Retry_Delay>
  <Primary_NTP_Server>ntp.example.com</Primary_NTP_Server>
  <Proxy_1_>sip.example.com</Proxy_1_>
  <Display_Name_1_ ua="rw">Reception</Display_Name_1_>
  <User_ID_1_>4711</User_ID_1_>
  <Resync_Random_Dely>20</Resync_Random_Dely>
</flat-profile>
"""
# One process: a worker would outlive a master that is killed, and whoever reads what this program says would wait for it.
NGINX = """daemon off; master_process off; user root; pid nginx.pid; error_log error.log; events {}
http { access_log off; types { text/xml xml; }
client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
server { listen 192.0.2.17:80; root root; } }
"""


def isolate():
    """Begins again in name spaces of its own."""
    os.execvp("unshare", ["unshare", "--net", "--mount", "--uts", sys.executable, __file__, "isolated"])


def furnish(folder):
    (folder / "hosts").write_text("127.0.0.1 localhost\n192.0.2.17 provisioning.example.com\n")
    (folder / "resolv.conf").write_text("domain example.com\nnameserver 192.0.2.1\n")
    for command in (
        "hostname desk-12", "ip link set lo up", "ip link add eth0 type veth peer name peer", "ip link set peer up",
        "ip link set eth0 up",
        "ip address add 192.0.2.52/24 dev eth0", "ip address add 192.0.2.17/32 dev lo",
        "ip route add default via 192.0.2.1",
        f"mount --bind {folder}/hosts /etc/hosts", f"mount --bind {folder}/resolv.conf /etc/resolv.conf",
    ):
        subprocess.run(command.split(), check=True)
    (folder / "root").mkdir()
    (folder / "root/000e08aabbcc.xml").write_text(PROFILE)
    (folder / "nginx.conf").write_text(NGINX)
    return subprocess.Popen(["nginx", "-p", str(folder), "-e", "error.log", "-c", f"{folder}/nginx.conf"])


def take(page, name, height):
    page.set_viewport_size({"width": 1280, "height": height})
    path = ROOT / f"docs/images/{name}.png"
    page.screenshot(path=path)
    assert path.stat().st_size < 300_000, f"{path} has {path.stat().st_size} bytes"
    print(path)


def main():
    from counterparts import Phone
    from looks import Eyes, chromium
    from playwright.sync_api import expect, sync_playwright
    from walks import log_in, notice, resync, submit

    (ROOT / "docs/images").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        nginx = furnish(pathlib.Path(folder))
        atexit.register(nginx.kill)
        phone = Phone().set_up()
        atexit.register(phone.process.kill)
        browser = chromium(playwright)
        eyes = Eyes(browser)
        page = eyes.page
        log_in(page, phone, path="/login?next=/voice/provisioning")
        page.get_by_label("Profile Rule", exact=True).fill(
            '("$PN" eq "CP-8851-3PCC")? http://provisioning.example.com/8851.xml | http://provisioning.example.com/$MA.xml')
        page.get_by_label("GPP A", exact=True).fill("ground floor")
        submit(page)
        expect(notice(page)).to_contain_text("2 changes are stored")
        resync(page)
        expect(page.locator("#attempt-1")).to_be_visible()
        expect(page.locator(".running")).to_have_count(0)
        page.locator("#attempt-1 > summary").click()
        take(page, "status", 1100)
        page.goto(phone.url + "/voice/provisioning")
        page.get_by_label("Forced Resync Delay", exact=True).fill("99999")
        page.get_by_label("Resync Periodic", exact=True).fill("43200")
        submit(page)
        expect(page.get_by_role("alert")).to_contain_text("Forced Resync Delay")
        take(page, "provisioning", 1000)
        eyes.close()
        browser.close()
        phone.stop()
        nginx.terminate()
        nginx.wait()


if sys.argv[1:] == ["isolated"]:
    main()
else:
    isolate()
