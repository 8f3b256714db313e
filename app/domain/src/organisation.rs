//! Who acts: organisations, their kinds, and what a member may do.

use serde::{Deserialize, Serialize};

use crate::{codes, id::OrganisationId};

codes! {
    /// What an organisation is.
    OrganisationKind {
        /// A company.
        Company = "company",
        /// A university or research institute.
        University = "university",
        /// A town, district or other public body.
        Municipality = "municipality",
        /// An association, club or foundation.
        Association = "association",
        /// A school.
        School = "school",
        /// A young company.
        StartUp = "start-up",
        /// One person for herself.
        Individual = "individual",
    }
}

codes! {
    /// The part of society an organisation stands for.
    Sector {
        /// Wirtschaft.
        Business = "business",
        /// Wissenschaft.
        Science = "science",
        /// Gesellschaft.
        Society = "society",
        /// Politik und Verwaltung.
        Administration = "administration",
    }
}

codes! {
    /// What a member may do for her organisation; each includes the ones before.
    Role {
        /// Sees the organisation's bookings and events.
        Member = "member",
        /// Books spaces.
        Booker = "booker",
        /// Announces events.
        Organiser = "organiser",
        /// Does everything, and looks after the members.
        Admin = "admin",
    }
}

/// Enough of an organisation to name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationRef {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it stands for.
    pub sector: Sector,
}
