"""A real worker and a mail server that is slow, refuses, hangs up or is away."""

from collections import Counter

from tests.crash import scene
from tests.crash.facts import SWEEP, assert_told, is_quiet, let_time_pass, letters_of, sent
from tests.crash.scene import runner

LETTERS = scene.letters()


def has_told_all(site):
    return sent(site) == LETTERS.total() and is_quiet(site)


def only_the_call_off(site):
    """Nobody is to be reminded, and nobody has a weekly letter coming."""
    site.rows("DELETE FROM accounts_reminder")
    site.rows("DELETE FROM accounts_notification")
    return site


def test_refused_later_never_or_cut_off_each_letter_goes_its_own_way(copy_of, called_off, mail_server):
    site = only_the_call_off(copy_of(called_off))
    mail_server.refuse(runner(0), "550 5.1.1 no such user")
    mail_server.refuse(runner(1), "450 4.2.0 greylisted", "550 5.1.1 no such user")
    mail_server.refuse_letter(runner(2), "451 4.3.0 later", "554 5.7.1 spam")
    mail_server.refuse_letter(runner(3), "452 4.3.1 full")
    mail_server.drop(runner(4))
    site.start_worker()
    site.wait_until(lambda: let_time_pass(site, SWEEP) or (mail_server.asked[runner(4)] and is_quiet(site)))
    tries = {runner(number): tries for number, tries in enumerate([1, 2, 2, 2, 2])}
    assert mail_server.asked == tries
    known = letters_of(site)
    copies = Counter({known[letter][1]: number for letter, number in mail_server.copies().items()})
    assert copies == {runner(3): 1, runner(4): 2}
    reasons = "SELECT u.email, dropped_because FROM accounts_notification n JOIN accounts_user u"
    refused = dict(site.rows(f"{reasons} ON u.id = n.recipient_id WHERE sent_at IS NULL"))
    assert refused == {runner(number): "refused by the mail server" for number in range(3)}
    assert dict(site.rows("SELECT email, refusals FROM accounts_failingaddress")) == {
        runner(0): 1,
        runner(1): 1,
    }


def test_a_request_writes_a_row_and_waits_for_no_mail_server(copy_of, built, mail_server):
    site = copy_of(built)
    with mail_server.holding(runner(0)):
        site.start_worker()
        mail_server.wait_for(lambda: mail_server.asked[runner(0)])
        assert site.do("call_off") == 0, site.said()
        assert (mail_server.connections, mail_server.received) == (1, [])
        assert site.rows("SELECT kind, told_at FROM accounts_announcement ORDER BY id DESC LIMIT 1") == [
            ("meetups.called_off", None)
        ]
        assert site.one("SELECT count(*) FROM accounts_notification WHERE kind = 'meetups.called_off'") == 0
    site.wait_until(lambda: has_told_all(site))
    assert_told(site, mail_server, lines=scene.lines(), letters=LETTERS, in_flight=0)


def test_a_letter_outlives_its_lease_in_a_slow_server_and_is_doubled_alone(copy_of, built, mail_server):
    """Another worker, whom the next change sets to work, sends it and all that waited behind it."""
    site = copy_of(built)
    with mail_server.holding(runner(0)):
        site.start_worker()
        mail_server.wait_for(lambda: mail_server.asked[runner(0)])
        assert site.do("call_off") == 0, site.said()
        site.start_worker()
        site.wait_until(lambda: let_time_pass(site, SWEEP) or sent(site) == LETTERS.total())
        assert mail_server.copies().total() == LETTERS.total()
    mail_server.wait_for(lambda: len(mail_server.received) > LETTERS.total())
    site.wait_until(lambda: is_quiet(site))
    assert_told(site, mail_server, lines=scene.lines(), letters=LETTERS, in_flight=1)


def test_what_a_server_that_was_away_is_owed_goes_out_in_order(copy_of, called_off, mail_server):
    mail_server.close()
    site = only_the_call_off(copy_of(called_off))
    site.start_worker()
    site.wait_until(lambda: "mail server is away" in site.said())
    site.wait_until(lambda: site.one("SELECT count(*) FROM accounts_notification WHERE attempts = 0") == 5)
    mail_server.open()
    site.wait_until(lambda: let_time_pass(site, SWEEP) or (sent(site) and is_quiet(site)))
    assert [letter.to for letter in mail_server.received] == [runner(number) for number in range(5)]
    assert mail_server.connections == 1
