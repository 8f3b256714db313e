//! The trail of what was done: every kind of thing and every kind of act, by the word the table has.

use crate::codes;

codes! {
    /// What an entry is about.
    Thing {
        /// A booking.
        Booking = "booking",
        /// An event.
        Event = "event",
        /// A series of events.
        Series = "series",
        /// A session of an event.
        Session = "session",
        /// A registration.
        Registration = "registration",
        /// A wish for a time that is taken.
        Waiting = "waiting",
        /// An organisation.
        Organisation = "organisation",
        /// An account.
        Account = "account",
        /// A site.
        Site = "site",
        /// A space.
        Space = "space",
        /// The installation; its id is nil.
        Platform = "platform",
    }
}

codes! {
    /// What was done.
    Deed {
        /// Changed a link for a group.
        AccessLinkChanged = "access-link-changed",
        /// Ended a link for a group.
        AccessLinkEnded = "access-link-ended",
        /// Made a link for a group.
        AccessLinkMade = "access-link-made",
        /// Made the address of a link for a group anew.
        AccessLinkRenewed = "access-link-renewed",
        /// Added.
        Added = "added",
        /// Changed the address of the account.
        AddressChanged = "address-changed",
        /// Changed what they answered.
        AnswersChanged = "answers-changed",
        /// Agreed to.
        Approved = "approved",
        /// Took an arrival back.
        ArrivalUndone = "arrival-undone",
        /// Noted who is here.
        Arrived = "arrived",
        /// Asked for a place on the waiting list.
        AskedToWait = "asked-to-wait",
        /// Made it the room of a session.
        BecameSession = "became-session",
        /// Booked.
        Booked = "booked",
        /// Called off.
        Cancelled = "cancelled",
        /// Changed.
        Changed = "changed",
        /// Took a check-in back.
        CheckInUndone = "check-in-undone",
        /// Checked in.
        CheckedIn = "checked-in",
        /// Closed.
        Closed = "closed",
        /// Said yes to its becoming public.
        Cleared = "cleared",
        /// Confirmed.
        Confirmed = "confirmed",
        /// Made a copy of.
        Copied = "copied",
        /// Added a cost centre.
        CostCentreAdded = "cost-centre-added",
        /// Books on a cost centre again.
        CostCentreRestored = "cost-centre-restored",
        /// Books nothing new on a cost centre.
        CostCentreRetired = "cost-centre-retired",
        /// Took their own data along.
        DataTaken = "data-taken",
        /// Called off some dates.
        DatesCancelled = "dates-cancelled",
        /// Declined.
        Declined = "declined",
        /// Ended the deputyship.
        DeputyEnded = "deputy-ended",
        /// Named as deputy.
        DeputyNamed = "deputy-named",
        /// Locked out.
        Disabled = "disabled",
        /// Said something else of a site or a space.
        Described = "described",
        /// Drafted.
        Drafted = "drafted",
        /// Asked for a mail domain.
        DomainAsked = "domain-asked",
        /// Said that a mail domain is the organisation's.
        DomainConfirmed = "domain-confirmed",
        /// Took a mail domain away.
        DomainDropped = "domain-dropped",
        /// Removed.
        Dropped = "dropped",
        /// Let in again.
        Enabled = "enabled",
        /// Added equipment to lend.
        EquipmentAdded = "equipment-added",
        /// Changed equipment to lend.
        EquipmentChanged = "equipment-changed",
        /// Took equipment out of the offer.
        EquipmentRetired = "equipment-retired",
        /// Erased their own account.
        Erased = "erased",
        /// Ended an account nobody uses.
        EndedUnused = "ended-unused",
        /// Let expire.
        Expired = "expired",
        /// Added a date to.
        Extended = "extended",
        /// Took along a file that was an answer.
        FileTaken = "file-taken",
        /// Founded.
        Founded = "founded",
        /// Gave back the rest of the time.
        GivenBack = "given-back",
        /// Settled what taking part proves.
        GrantSettled = "grant-settled",
        /// Renamed a group.
        GroupChanged = "group-changed",
        /// Dissolved a group.
        GroupDissolved = "group-dissolved",
        /// Made a group.
        GroupMade = "group-made",
        /// Made an identity at a provider theirs.
        IdentityLinked = "identity-linked",
        /// Removed an identity.
        IdentityRemoved = "identity-removed",
        /// Imported.
        Imported = "imported",
        /// Invited people to.
        Invited = "invited",
        /// Joined by her mail domain.
        Joined = "joined",
        /// Let it take place in spite of a closure.
        Kept = "kept",
        /// Let an offer lapse.
        Lapsed = "lapsed",
        /// Changed how the furniture of a space can stand.
        LayoutsChanged = "layouts-changed",
        /// Left the waiting list.
        Left = "left",
        /// Took the list of registrations along.
        ListExported = "list-exported",
        /// Took the logo away.
        LogoRemoved = "logo-removed",
        /// Gave it a logo.
        LogoSet = "logo-set",
        /// Added something to the mails of an event.
        MailNoteWritten = "mail-note-written",
        /// Made the account.
        Made = "made",
        /// Gave the right to look after the platform.
        MadeAdmin = "made-admin",
        /// Gave the right to audit.
        MadeAuditor = "made-auditor",
        /// Made a keeper.
        MadeKeeper = "made-keeper",
        /// Made a member.
        MadeMember = "made-member",
        /// Moved.
        Moved = "moved",
        /// Took the right to look after the platform.
        NoLongerAdmin = "no-longer-admin",
        /// Took the right to audit.
        NoLongerAuditor = "no-longer-auditor",
        /// Made a keeper no longer.
        NoLongerKeeper = "no-longer-keeper",
        /// Made a member no longer.
        NoLongerMember = "no-longer-member",
        /// Took the region's trust.
        NoLongerTrusted = "no-longer-trusted",
        /// Noted that nobody came.
        NoShow = "no-show",
        /// Did not publish by the clock, since something was in the way.
        NotPublished = "not-published",
        /// Wrote to the keepers what they should know.
        Noted = "noted",
        /// Put the booking on another cost centre, or on none.
        PutOnCostCentre = "put-on-cost-centre",
        /// Booked the offer.
        OfferBooked = "offer-booked",
        /// Declined the offer.
        OfferDeclined = "offer-declined",
        /// Let the offer pass on.
        OfferPassed = "offer-passed",
        /// Declared the offer void.
        OfferVoid = "offer-void",
        /// Withdrew the offer.
        OfferWithdrawn = "offer-withdrawn",
        /// Made an offer.
        Offered = "offered",
        /// Took off the waiting list.
        Over = "over",
        /// Made an exception to the rules.
        Overrode = "overrode",
        /// Made a passkey.
        PasskeyAdded = "passkey-added",
        /// Removed a passkey.
        PasskeyRemoved = "passkey-removed",
        /// Passed over on the waiting list.
        PassedOver = "passed-over",
        /// Took the picture away.
        PictureRemoved = "picture-removed",
        /// Gave it a picture, or said something else of it.
        PictureSet = "picture-set",
        /// Put off to a time nobody knows yet.
        Postponed = "postponed",
        /// Noted a proof earned by taking part.
        ProofEarned = "proof-earned",
        /// Granted a proof.
        ProofGranted = "proof-granted",
        /// Took a proof back.
        ProofTakenBack = "proof-taken-back",
        /// Published.
        Published = "published",
        /// Said when it becomes public.
        PublishingPlanned = "publishing-planned",
        /// Took back when it becomes public.
        PublishingUnplanned = "publishing-unplanned",
        /// Put first on the waiting list.
        PutFirst = "put-first",
        /// Put somebody into a group.
        PutInGroup = "put-in-group",
        /// Added a question to the form.
        QuestionAdded = "question-added",
        /// Changed a question of the form.
        QuestionChanged = "question-changed",
        /// Took a question out of the form.
        QuestionDropped = "question-dropped",
        /// Moved a question of the form.
        QuestionMoved = "question-moved",
        /// Registered.
        Registered = "registered",
        /// Opened again.
        Reopened = "reopened",
        /// Made events like it on other days.
        Repeated = "repeated",
        /// Asked for.
        Requested = "requested",
        /// Restored.
        Restored = "restored",
        /// Changed how long data is kept.
        RetentionSet = "retention-set",
        /// Had mails sent again.
        MailResent = "mail-resent",
        /// Said no to an organisation.
        TurnedAway = "turned-away",
        /// Put right what an organisation is called, or is.
        PutRight = "put-right",
        /// Ended all logins of somebody.
        SignedOut = "signed-out",
        /// Rewrote.
        Rewritten = "rewritten",
        /// Gave back with what is to be changed.
        Returned = "returned",
        /// Changed the rules.
        RulesChanged = "rules-changed",
        /// Changed the rules of registration.
        RulesChosen = "rules-chosen",
        /// Changed seats that sessions share.
        SeatPoolChanged = "seat-pool-changed",
        /// Removed seats that sessions shared.
        SeatPoolDropped = "seat-pool-dropped",
        /// Made seats that sessions share.
        SeatPoolMade = "seat-pool-made",
        /// Released seats that were kept for a group.
        SeatsReleased = "seats-released",
        /// Dissolved a series.
        SeriesDissolved = "series-dissolved",
        /// Put it into a series.
        SeriesJoined = "series-joined",
        /// Took it out of its series.
        SeriesLeft = "series-left",
        /// Made a series.
        SeriesMade = "series-made",
        /// Made a site.
        SiteMade = "site-made",
        /// Hid a space.
        SpaceHidden = "space-hidden",
        /// Made a space.
        SpaceMade = "space-made",
        /// Showed a space.
        SpaceShown = "space-shown",
        /// Gave to the region to look at.
        Submitted = "submitted",
        /// Took somebody out of a group.
        TakenOutOfGroup = "taken-out-of-group",
        /// Changed what people are asked after an event.
        SurveyChanged = "survey-changed",
        /// Asks people no more how an event was.
        SurveyClosed = "survey-closed",
        /// Took along what people said of an event.
        SurveyExported = "survey-exported",
        /// Asks people how an event was.
        SurveyOpened = "survey-opened",
        /// Took back what the region was to look at.
        TakenBack = "taken-back",
        /// Said that a text is right.
        TextReviewed = "text-reviewed",
        /// Wrote a text of the region.
        TextWritten = "text-written",
        /// Added a topic.
        TopicAdded = "topic-added",
        /// Merged a topic into another.
        TopicMerged = "topic-merged",
        /// Called a topic something else.
        TopicRenamed = "topic-renamed",
        /// Lets events have a topic again.
        TopicRestored = "topic-restored",
        /// Lets no event have a topic any more.
        TopicRetired = "topic-retired",
        /// Handed over.
        Transferred = "transferred",
        /// Gave the region's trust.
        Trusted = "trusted",
        /// Let a request pass unanswered.
        Unanswered = "unanswered",
        /// Uninvited somebody from.
        Uninvited = "uninvited",
        /// Joined the waiting list.
        Waits = "waits",
        /// Registered at the door.
        WalkedIn = "walked-in",
        /// Ended every way into an account but the mail.
        WaysEnded = "ways-ended",
        /// Wrote to participants.
        Wrote = "wrote",
    }
}
