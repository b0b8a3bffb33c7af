"""What a resync costs by the size of the profile, and what a seal adds: processor time, against curl piped into xmllint."""

import subprocess

from .figures import Figure
from .peers import Nginx
from .phone import Phone
from .resync import MODEL, changing_parameters, ours, profile, resync, theirs

# How many elements a profile has, and how many of them are parameters of the phone, each of which changes. No phone has 10,000
# parameters: the rest of that file are names that it does not know, nine of ten, and each of them is a warning.
SIZES = [(10, 10), (100, 100), (1000, 1000), (10_000, 1000)]
SEALED = 1000
PHRASE = "a phrase for the bench"

# openssl has no aes128gcm on the command line; the same cipher without the tag costs the same.
OPENERS = {
    "aes256cbc": ["openssl", "enc", "-d", "-aes-256-cbc", "-md", "md5", "-k", PHRASE],
    "aes128gcm": ["openssl", "enc", "-d", "-aes-128-ctr", "-K", "00" * 16, "-iv", "00" * 16],
}


def measure(program, peers, folder, quick):
    rounds, resyncs = (2, 6) if quick else (5, 20)
    with Phone(program, folder / "phone", "--model", MODEL) as phone, Nginx(folder / "nginx") as nginx:
        phone.ask("PATCH", "/api/v1/parameters", {"Profile_Rule": ""})
        pairs = changing_parameters(phone)
        figures = [by_size(phone, nginx, pairs, *size, rounds, resyncs) for size in SIZES]
        (nginx.root / "key.xml").write_text(
            f"<flat-profile><IKM_HTTP_Encrypt_Content>{PHRASE}</IKM_HTTP_Encrypt_Content></flat-profile>"
        )
        resync(phone, f"{nginx.address}/key.xml")
        for scheme, rule in [("aes256cbc", f'[--key "{PHRASE}"] '), ("aes128gcm", "")]:
            figures.append(sealed(program, phone, nginx, folder, scheme, rule, rounds, resyncs))
    return figures


def by_size(phone, nginx, pairs, count, known, rounds, resyncs):
    part = dict(list(pairs.items())[:known])
    part |= {f"Unknown_Name_{number}_": (str(number), str(number)) for number in range(count - known)}
    urls = written(nginx, str(count), part)
    for url in urls:
        resync(phone, url)
    results = [(ours(phone, urls, resyncs, known), theirs(urls, resyncs)) for _ in range(rounds)]
    what = f"{count:,} elements" + ("" if known == count else f", {known:,} known")
    size = (nginx.root / f"{count}-first.xml").stat().st_size
    return Figure(
        f"resync, {what}", "ms", results, peer="curl, xmllint", notes={"profile": f"{known:,} values change, {size / 1000:.0f} kB"}
    )  # fmt: skip


def sealed(program, phone, nginx, folder, scheme, rule, rounds, resyncs):
    key = folder / "key"
    key.write_text(PHRASE + "\n")
    (nginx.root / scheme).mkdir()
    sources, peer_urls = [], []
    for name in ("first", "second"):
        plain = nginx.root / f"{SEALED}-{name}.xml"
        file = nginx.root / scheme / f"{name}.xml"
        subprocess.run([program, "profile", "seal", plain, f"--{scheme}", "--key-file", key, "--output", file], check=True)
        file.chmod(0o644)
        sources.append(f"{rule}{nginx.address}/{scheme}/{name}.xml")
        peer_urls.append(for_peer(nginx, scheme, plain, file))
    for source in sources:
        resync(phone, source)
    results = [
        (ours(phone, sources, resyncs, SEALED), theirs(peer_urls, resyncs, OPENERS[scheme])) for _ in range(rounds)
    ]
    return Figure(f"resync, {SEALED:,} elements, {scheme}", "ms", results, peer="curl, openssl enc, xmllint")


def for_peer(nginx, scheme, plain, file):
    """What the peer fetches: the phone's own file, or for aes128gcm the plain one under the cipher that its opener has."""
    if scheme == "aes256cbc":
        return f"{nginx.address}/{scheme}/{file.name}"
    other = nginx.root / f"ctr-{file.name}"
    opener = OPENERS[scheme]
    subprocess.run([*opener[:2], "-e", *opener[3:], "-in", plain, "-out", other], check=True)
    return f"{nginx.address}/{other.name}"


def written(nginx, prefix, pairs):
    """The addresses of two profiles, of which each changes what the other one set."""
    names = [f"{prefix}-{name}.xml" for name in ("first", "second")]
    for index, name in enumerate(names):
        (nginx.root / name).write_text(profile(pairs, index))
    return [f"{nginx.address}/{name}" for name in names]
