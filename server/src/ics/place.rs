//! Where things are: what the catalogue says of every site, ready to be looked up by its slug.

use std::collections::HashMap;

use app::ask::House;
use chrono_tz::Tz;
use domain::{
    desk::{SiteView, Unavailable},
    space::{SiteRef, SpaceRef},
};

/// The sites of the installation.
#[derive(Clone, Debug)]
pub struct Places {
    sites: HashMap<String, SiteView>,
    region: Tz,
}

impl Places {
    /// These sites, in a region whose clocks keep `region`.
    #[must_use]
    pub fn new(sites: Vec<SiteView>, region: Tz) -> Self {
        Self { sites: sites.into_iter().map(|site| (site.slug.clone(), site)).collect(), region }
    }

    /// Every site the catalogue knows.
    ///
    /// # Errors
    /// When the house cannot answer.
    pub async fn of(house: &House, region: Tz) -> Result<Self, Unavailable> {
        Ok(Self::new(house.catalogue.sites().await?, region))
    }

    /// The zone of a space's clocks; the region's without one.
    #[must_use]
    pub fn zone(&self, space: Option<&SpaceRef>) -> Tz {
        let site = space.and_then(|space| self.site(&space.site));
        site.and_then(|site| site.zone.parse().ok()).unwrap_or(self.region)
    }

    /// The street address of a site: `Langenbruch 6, 32657 Lemgo`. Its town, where nothing more is known.
    #[must_use]
    pub fn address(&self, site: &SiteRef) -> String {
        let Some(site) = self.site(site) else { return site.town.clone() };
        let town = format!("{} {}", site.postcode, site.town);
        [site.street.trim(), town.trim()].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
    }

    /// Where a site is on the globe: latitude, longitude.
    #[must_use]
    pub fn position(&self, site: &SiteRef) -> Option<(f64, f64)> {
        self.site(site).and_then(|site| site.position)
    }

    fn site(&self, site: &SiteRef) -> Option<&SiteView> {
        self.sites.get(&site.slug)
    }
}
