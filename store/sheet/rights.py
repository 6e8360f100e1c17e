"""Who may do what, and when. The rules ask here before they change anything; so does whoever offers a button."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from store.form import Leaf
from store.opinion import Answer, Opinion
from store.person import Person
from store.refusal import Refusal
from store.sheet.facts import SheetFacts, Stage


class Deed(StrEnum):
    """What can be done with a sheet, beyond filling it in."""

    SUBMIT = "submit"
    RETURN = "return"
    FINALISE = "finalise"
    REOPEN = "reopen"
    PUBLISH = "publish"
    OPINION = "opinion"
    ANSWER = "answer"


class SheetRights(SheetFacts):
    """What the people of the office may do with a sheet as it stands. Each `require_` raises Refusal where they may not."""

    def may(self, deed: Deed, who: Person) -> bool:
        """Whether they may do this now."""
        return allowed(lambda: self.require(deed, who))

    def require(self, deed: Deed, who: Person) -> None:
        """Raises Refusal unless they may do this now."""
        match deed:
            case Deed.SUBMIT:
                self._require_submit(who)
            case Deed.RETURN:
                self._require_return(who)
            case Deed.FINALISE:
                self._require_finalise(who)
            case Deed.REOPEN:
                self._require_reopen(who)
            case Deed.PUBLISH:
                self._require_publish(who)
            case Deed.OPINION:
                self._require_opinion(who)
            case Deed.ANSWER:
                self._require_answer(who)

    def may_fill(self, who: Person, leaf: Leaf | None = None) -> bool:
        """Whether they may write into the sheet (into this place of it) now."""
        owner = who.works_for(self.owner) and (leaf is None or leaf.by == "owner")
        return (owner or who.secretariat) and not (self.finalised or self.published)

    def may_note(self, who: Person) -> bool:
        """Whether they may record evidence for it: at any time of the year, for it writes nothing into the sheet."""
        return self._is_theirs(who)

    def may_withdraw(self, who: Person, opinion: Opinion) -> bool:
        """Whether they may take back what their office said last here."""
        return allowed(lambda: self.require_withdrawal(who, opinion))

    def may_ask_again(self, who: Person, opinion: Opinion) -> bool:
        """Whether they may say that their office isn't content with the answer to this opinion."""
        return allowed(lambda: self.require_asking(who, opinion))

    def concerns(self, who: Person) -> bool:
        """Whether it is work of theirs: their department's, their office's to review, or the secretariat's."""
        return self._is_theirs(who) or any(office in who.offices for office in self.offices)

    def offices_asking(self, who: Person, opinion: Opinion) -> tuple[str, ...]:
        """The offices for which they may ask again: the opinion's own, any of theirs where a file names none."""
        return tuple(each for each in self.offices if each in who.offices and opinion.office in ("", each))

    def require_withdrawal(self, who: Person, opinion: Opinion) -> None:
        """It is of their own office, and nobody has answered it yet. What a file told is nobody's, and the secretariat's to take back."""
        office = opinion.again[-1].office if opinion.again else opinion.office
        if who.secretariat and not office:
            self.require_reviewable()
        elif office in who.offices:
            self.require_office(who, office)
        else:
            raise self._not_their_opinion(who, opinion)
        if opinion not in self.open_opinions:
            raise Refusal("store.opinion_answered", opinion=f"{self.number}-{opinion.id}")

    def require_asking(self, who: Person, opinion: Opinion) -> Answer:
        """It is of their own office, and has an answer: this one."""
        if not self.offices_asking(who, opinion):
            raise self._not_their_opinion(who, opinion)
        self.require_reviewable()
        standing = self.answer_to(opinion)
        if standing is None or opinion in self.open_opinions:
            raise Refusal("store.opinion_open", opinion=f"{self.number}-{opinion.id}", sheet=self.number)
        return standing

    def require_owner(self, who: Person) -> None:
        if not self._is_theirs(who):
            raise Refusal("store.not_yours", sheet=self.number, owner=self.owner)

    def require_noter(self, who: Person) -> None:
        if not self.may_note(who):
            raise Refusal("store.not_yours_to_note", sheet=self.number, owner=self.owner)

    def require_answerer(self, who: Person) -> None:
        if not self._is_theirs(who):
            raise Refusal("store.not_yours_to_answer", sheet=self.number, owner=self.owner)
        self.require_writable()

    def require_writable(self) -> None:
        """Nothing is written into a final sheet."""
        if self.finalised or self.published:
            raise Refusal("store.final", sheet=self.number)

    def require_reviewable(self) -> None:
        """Opinions are given after submission, until it is final."""
        self.require_writable()
        if not self.submitted:
            raise Refusal("store.not_submitted", sheet=self.number)

    def require_office(self, who: Person, office: str) -> None:
        """They speak for this office, which reviews the sheet, and it is the time to."""
        self.require_drafter(who, office)
        self.require_reviewable()

    def require_drafter(self, who: Person, office: str) -> None:
        """They write for this office what it will say in time: also while its owner has the sheet back."""
        if office not in who.offices or office not in self.offices:
            raise Refusal("store.not_your_office", sheet=self.number)
        self.require_writable()

    # --- within -------------------------------------------------------------------------------------

    def _is_theirs(self, who: Person) -> bool:
        return who.secretariat or who.works_for(self.owner)

    def _not_their_opinion(self, who: Person, opinion: Opinion) -> Refusal:
        """It is for whoever gave it to go on with it; who speaks for no office at all is told that first."""
        if any(office in who.offices for office in self.offices):
            named = f"{self.number}-{opinion.id}"
            return Refusal("store.not_your_opinion", opinion=named, sheet=self.number)
        return Refusal("store.not_your_office", sheet=self.number)

    def _require_secretariat(self, who: Person) -> None:
        if not who.secretariat:
            raise Refusal("store.secretariat_does", sheet=self.number)

    def _require_submit(self, who: Person) -> None:
        if not self._is_theirs(who):
            raise Refusal("store.not_yours_to_submit", sheet=self.number, owner=self.owner)
        self.require_writable()
        if self.submitted and not self.reopened:
            raise Refusal("store.already_submitted", sheet=self.number)

    def _require_return(self, who: Person) -> None:
        self._require_secretariat(who)
        self._require_not_final()
        if not self.submitted:
            raise Refusal("store.nothing_to_return", sheet=self.number, owner=self.owner)

    def _require_finalise(self, who: Person) -> None:
        self._require_secretariat(who)
        self._require_not_final()
        if self.open_opinions:
            raise Refusal("store.open_opinions", sheet=self.number, count=len(self.open_opinions), owner=self.owner)
        if self.stage is not Stage.ANSWERED:
            raise Refusal("store.not_reviewed", sheet=self.number)

    def _require_reopen(self, who: Person) -> None:
        self._require_secretariat(who)
        if not self.finalised:
            raise Refusal("store.not_final", sheet=self.number)

    def _require_publish(self, who: Person) -> None:
        self._require_reopen(who)
        if self.published:
            raise Refusal("store.already_published", sheet=self.number)

    def _require_opinion(self, who: Person) -> None:
        self.require_office(who, next((each for each in self.offices if each in who.offices), ""))

    def _require_answer(self, who: Person) -> None:
        self.require_answerer(who)
        if not self.live_opinions:
            raise Refusal("store.no_opinion_to_answer", sheet=self.number)

    def _require_not_final(self) -> None:
        if self.finalised:
            raise Refusal("store.already_final", sheet=self.number)


def allowed(require: Callable[[], object]) -> bool:
    """Whether it raises no Refusal."""
    return refused(require) is None


def refused(require: Callable[[], object]) -> Refusal | None:
    """The Refusal that it raises, if any."""
    try:
        require()
    except Refusal as refusal:
        return refusal
    return None
