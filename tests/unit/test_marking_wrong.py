"""Commands that are wrong, and those that are the right idea in the wrong form."""

import pytest

from cards.core.marking import Hint, Marking, Shape, Verdict, mark


def marked(typed: str, *accepted: str) -> Marking:
    return mark(typed, accepted, Shape.COMMAND)


WRONG = [
    # one letter, digit, option or value
    ("xk list", "xl list"),
    ("lvs", "vgs"),
    ("virsh list --al", "virsh list --all"),
    ("virsh list --alll", "virsh list --all"),
    ("virsh list --persistnt", "virsh list --persistent"),
    ("ipvsadm -Lm", "ipvsadm -Ln"),
    ("ipvsadm -LN", "ipvsadm -Ln"),
    ("crm_mon -R", "crm_mon -r"),
    ("frob -A", "frob -a"),
    ("frob -aB", "frob -ab"),
    ("qemu-img create -f qcow2 a.img 11G", "qemu-img create -f qcow2 a.img 10G"),
    ("lvcreate -L 10g -n web vg0", "lvcreate -L 10G -n web vg0"),
    ("ipvsadm -A -t 10.0.0.1:80 -s wrr", "ipvsadm -A -t 10.0.0.1:80 -s rr"),
    ("virsh start webserwer", "virsh start webserver"),
    ("/etc/libvirt/qemv", "/etc/libvirt/qemu"),
    ("/proc/cpuinf", "/proc/cpuinfo"),
    ("/cpuinfo", "/proc/cpuinfo"),
    ("/sys/cpuinfo", "/proc/cpuinfo"),
    ("usr/bin/virsh", "virsh"),
    ("kvm/qemu", "qemu"),
    ("chang-emedia", "change-media"),
    ("/etcx/en", "/etc/xen"),
    ("web1", "web-1"),
    ("nice 5", "nice -5"),
    ("frob -5a", "frob 5a"),
    ("frob 1G", "frob 1g"),
    ("frob Xa", "frob a"),
    ("frob a", "frob Xa"),
    ("frob keepalivd", "frob keepalived"),
    ("keepalivd", "keepalived.conf"),
    ("-5", "5"),
    # a word too many, too few, or in another place
    ("list", "virsh list"),
    ("virsh", "virsh list"),
    ("virsh list --all --name", "virsh list --all"),
    ("virsh list list", "virsh list"),
    ("cp b a", "cp a b"),
    ("list virsh", "virsh list"),
    ("virsh --all list", "virsh list --all"),
    ("virsh list -c qemu:///system", "virsh -c qemu:///system list"),
    ("docker run nginx -d", "docker run -d nginx"),
    ("docker network --driver bridge create n", "docker network create --driver bridge n"),
    ("lxc-attach -n web ls -l", "lxc-attach -n web -- ls -l"),
    ("grep -v -- f", "grep -- -v f"),
    ("grep -- f -v", "grep -- -v f"),
    ("grep -e b -e a f", "grep -e a -e b f"),
    ("lvcreate -L web -n 10G vg0", "lvcreate -L 10G -n web vg0"),
    ("lvcreate -n vg0 web -L 10G", "lvcreate -n web -L 10G vg0"),
    ("modprobe kvm -S", "modprobe -S kvm"),
    ("virsh list --name --all --name", "virsh list --all --name"),
    # options of a command that no table knows
    ("frob -al", "frob -la"),
    ("frob -a -l", "frob -al"),
    ("frob file -a", "frob -a file"),
    ("frob -f -x file", "frob -x -f file"),
    ("frob -n5", "frob -n 5"),
    ("frob -n=5", "frob -n 5"),
    ("frob x", "frob -- x"),
    ("frob -xbc", "frob -xcb"),
    # single-dash words are not bundles
    ("kvm -e -n -a -b -l -e -kvm", "kvm -enable-kvm"),
    ("kvm -m512", "kvm -m 512"),
    ("haproxy -bd", "haproxy -db"),
    ("haproxy -b -d", "haproxy -db"),
    # two answers in one box
    ("vmx svm", "vmx"),
    ("vmx / svm", "vmx"),
    ("vmx/svm", "vmx"),
    ("vmx or svm", "vmx"),
    ("vmx、svm", "vmx"),
    ("vmx・svm", "vmx"),
    ("vmx,svm", "vmx"),
    ("vmx|svm", "vmx"),
    ("vmx\nsvm", "vmx"),
    ("virsh list\nvirsh list", "virsh list"),
    ("virsh\nlist", "virsh list"),
    # quotes the shell needs, and what it does without them
    ("grep -E vmx|svm /proc/cpuinfo", "grep -E 'vmx|svm' /proc/cpuinfo"),
    ('"virsh list"', "virsh list"),
    ("echo '$HOME'", "echo $HOME"),
    ('echo "$HOME"', "echo '$HOME'"),
    ("grep '' f", "grep f"),
    ("grep f", 'grep "" f'),
    ("find / -name *.xml", "find / -name '*.xml'"),
    ('find / -name "*.xml"', "find / -name *.xml"),
    ("ls ~", "ls '~'"),
    ("ls ~", 'ls "~"'),
    ("find / -exec ls ;", "find / -exec ls \\;"),
    ("echo a?", "echo 'a?'"),
    ("echo [a]", "echo '[a]'"),
    ("echo `a`", "echo '`a`'"),
    ('virsh "list', "virsh list"),
    ("virsh list'", "virsh list"),
    ("virsh list \\", "virsh list"),
    ('echo "', "echo '\"'"),
    ("echo '", 'echo "\'"'),
    # operators
    ("ls & wc", "ls | wc"),
    ("ls || wc", "ls | wc"),
    ("ls > out", "ls >> out"),
    ("ls > out", "ls 2> out"),
    ("ls out", "ls > out"),
    ("ls >", "ls"),
    ("ls > -l", "ls -l >"),
    ("ls &", "ls"),
    ("ls | sudo", "ls |"),
    # who runs it
    ("sudo -u postgres psql", "psql"),
    ("sudo -x virsh", "virsh"),
    ("sudo | virsh", "virsh"),
    # what looks like a prompt and is none
    ("> file", "cat > file"),
    ("ls # list", "list"),
    ("echo> list", "list"),
]

FORM = [
    ("", "virsh", Hint.EMPTY),
    (" \u3000\u200b\n", "virsh", Hint.EMPTY),
    ("$ ", "virsh", Hint.EMPTY),
    ("[root@host ~]#", "virsh", Hint.EMPTY),
    (";", "virsh", Hint.EMPTY),
    ("``", "virsh", Hint.EMPTY),
    ("Virsh", "virsh", Hint.CASE),
    ("Xl", "xl", Hint.CASE),
    ("Vcpus=2", "vcpus = 2", Hint.CASE),
    ("X10", "x10", Hint.CASE),
    ("frob --A", "frob --a", Hint.CASE),
    ("VIRSH LIST --ALL", "virsh list --all", Hint.CASE),
    ("virsh list --All", "virsh list --all", Hint.CASE),
    ("Ipvsadm -nL", "ipvsadm -Ln", Hint.CASE),
    ("ipvsadm --Numeric -L", "ipvsadm -L -n", Hint.CASE),
    ("kvm -Enable-kvm", "kvm -enable-kvm", Hint.CASE),
    ("vboxmanage list vms", "VBoxManage list vms", Hint.CASE),
    ("/ETC/xen", "/etc/xen", Hint.CASE),
    ("virsh --Connect qemu:///system list", "virsh --connect qemu:///system list", Hint.CASE),
    ("virsh list all", "virsh list --all", Hint.DASH),
    ("virsh list -all", "virsh list --all", Hint.DASH),
    ("virsh list ---all", "virsh list --all", Hint.DASH),
    ("virsh -connect qemu:///system list", "virsh -c qemu:///system list", Hint.DASH),
    ("virsh connect qemu:///system list", "virsh --connect qemu:///system list", Hint.DASH),
    ("ipvsadm --n -L", "ipvsadm -L -n", Hint.DASH),
    ("ipvsadm -L numeric", "ipvsadm -L -n", Hint.DASH),
    ("lxc-start n web", "lxc-start -n web", Hint.DASH),
    ("lxc-start --n web", "lxc-start -n web", Hint.DASH),
    ("kvm --enable-kvm", "kvm -enable-kvm", Hint.DASH),
    ("changemedia", "change-media", Hint.DASH),
    ("frob -X1", "frob X1", Hint.DASH),
    ("change--media", "change-media", Hint.DASH),
    ("all", "--all", Hint.DASH),
    ("proc/cpuinfo", "/proc/cpuinfo", Hint.SLASH),
    ("grep vmx proc/cpuinfo", "grep vmx /proc/cpuinfo", Hint.SLASH),
    ("/etcxen", "/etc/xen", Hint.SLASH),
    ("dev/drbd0", "/dev/drbd0", Hint.SLASH),
    ("virsh/", "virsh", Hint.SLASH),
    ("/virsh", "virsh", Hint.SLASH),
    ("/etc/libvirt/qemu.conf/", "/etc/libvirt/qemu.conf", Hint.SLASH),
    ("qemu://system", "qemu:///system", Hint.SLASH),
    ("qemu://", "qemu:///", Hint.SLASH),
    ("dd of=", "dd of=/", Hint.SLASH),
    ("mount host:", "mount host:/", Hint.SLASH),
    ("sed s/a/b", "sed s/a/b/", Hint.SLASH),
    ("awk '/vmx'", "awk '/vmx/'", Hint.SLASH),
    ("/usr/bin/virsh", "virsh", Hint.PATH),
    ("/usr/sbin/ipvsadm -nL", "ipvsadm -Ln", Hint.PATH),
    ("./virsh list", "virsh list", Hint.PATH),
    ("~/bin/virsh list", "virsh list", Hint.PATH),
    ("/proc/cpuinfo", "cpuinfo", Hint.PATH),
    ("cpuinfo", "/proc/cpuinfo", Hint.PATH),
    ("libvirt/qemu.conf", "/etc/libvirt/qemu.conf", Hint.PATH),
    (".bashrc", "/root/.bashrc", Hint.PATH),
    ("keepalivd", "keepalived", Hint.SLIP),
    ("keepaliveed", "keepalived", Hint.SLIP),
    ("keepalivedd", "keepalived", Hint.SLIP),
    ("kepealived", "keepalived", Hint.SLIP),
    ("keepolived", "keepalived", Hint.SLIP),
    ("virsh autostrat web", "virsh autostart web", Hint.SLIP),
    ("keepalivd -n -l", "keepalived -l -n", Hint.SLIP),
]


@pytest.mark.parametrize(("typed", "accepted"), WRONG)
def test_it_is_wrong(typed: str, accepted: str) -> None:
    marking = marked(typed, accepted)

    assert (marking.verdict, marking.hint, marking.nearest) == (Verdict.WRONG, None, accepted)
    assert any(piece.kind != "same" for piece in marking.difference)


@pytest.mark.parametrize(("typed", "accepted", "hint"), FORM)
def test_it_is_the_right_idea_in_the_wrong_form(typed: str, accepted: str, hint: Hint) -> None:
    marking = marked(typed, accepted)

    assert (marking.verdict, marking.hint, marking.nearest) == (Verdict.FORM, hint, accepted)
    assert any(piece.kind != "same" for piece in marking.difference)
