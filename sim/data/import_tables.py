"""Copy the rows and columns the model uses from a folder of source tables into this folder.

Run ``python -m sim.data.import_tables <folder>``. Each source grade is mapped to one of the five
grades of docs/data.md; the original wording stays in the column ``grade``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from sim.data.import_episodes import episodes
from sim.data.import_plants import defense_orders, defense_stockpile, fabrication, plants
from sim.data.import_rows import Row, confidence_of, pick, read_rows, tail, write_rows
from sim.data.tables import load
from sim.data.vintage import FOLDER

CHAINS = load("minerals")
# What the markets buy: the key of the last table rows (graphite: the anode).
FORM = {row["mineral"]: row["refine_key"] or row["mine_key"] for row in CHAINS}
MINERALS = set(FORM.values())
PRODUCTION_KEYS = {row[column] for row in CHAINS for column in ("mine_key", "refine_key")} - {""}
IMPORT_FORMS = {(FORM[row["mineral"]], row["us_import_form"]) for row in CHAINS}
LEAD_TIMES = {(FORM[row["mineral"]], row["lead_time_scope"]) for row in CHAINS}

HAZARD_IDS = (
    "export-restriction-2023", "export-restriction-2009-2023", "export-restriction-activist",
    "china-licensing-per-mineral", "china-licensing-calm", "china-licensing-decree",
    "export-ban-2010-2022", "export-ban-2023-2026", "china-ban-us", "china-ban-large-importer",
    "china-threat-withdrawn", "quota", "price-flood", "mine-outage-aggregate", "strike-aggregate",
    "strike", "mine-outage-major", "mine-outage-technical-long", "mine-closure-political",
    "refinery-outage-background", "refinery-outage-major", "conflict-artisanal", "suez-closure",
    "suez-closure-long", "panama-restriction", "hormuz-closure", "chokepoint-aggregate", "port-strike",
    "leakage", "front-loading", "licence-processing",
)  # fmt: skip

BATCH_SIZES = {"china-licensing-decree": "2;1;1;5;8", "china-ban-us": "3;4"}
"""Minerals hit per decree, as the severity notes of the two rows list them."""

SEVERITY_SAMPLES = {"china-licensing-decree": "0.23;0.56;0.80"}
"""Measured six-month flow losses: magnets, gallium, germanium (note of the per-mineral row)."""

PROJECTS = {
    ("Thacker Pass phase 1 (Lithium Americas/GM)", "lithium"): (("thacker_pass", "lithium", "40000"),),
    ("Alcoa-Sojitz-JOGMEC Wagerup gallium", "gallium"): (("wagerup", "gallium", "100"),),
    ("Serra Verde Pela Ema", "rare_earths_mixed_carbonate"): (
        # only the increase from 5,000 to 6,500 t is new; it splits into two model minerals
        ("serra_verde_ndpr", "neodymium_praseodymium", "1500"),
        ("serra_verde_dytb", "dysprosium_terbium", "1500"),
    ),
    ("Atalco Gramercy gallium circuit", "gallium"): (("gramercy", "gallium", "50"),),
    ("South West Arkansas (Smackover Lithium: Standard Lithium/Equinor) phase 1", "lithium"): (
        ("south_west_arkansas", "lithium", "22500"),
    ),
    ("Rhyolite Ridge (ioneer)", "lithium"): (("rhyolite_ridge", "lithium", "24500"),),
    ("EnergySource Minerals ATLiS (Salton Sea)", "lithium"): (("atlis", "lithium", "17600"),),
    ("Glencore Battery Recycling Rochester hub (ex Li-Cycle)", "lithium"): (
        ("rochester_hub", "lithium", "8250"),
    ),
    ("Goongarrie Hub (Ardea/SMM/Mitsubishi)", "nickel"): (("goongarrie_nickel", "nickel", "30000"),),
    ("Goongarrie Hub (Ardea/SMM/Mitsubishi)", "cobalt"): (("goongarrie_cobalt", "cobalt", "2000"),),
    ("Arafura Nolans", "ndpr_oxide"): (("nolans", "neodymium_praseodymium", "4440"),),
    ("Latrobe Magnesium stage 2", "magnesium"): (("latrobe", "magnesium_metal", "10000"),),
    ("Cove Kaz Northern Katpar", "tungsten"): (("northern_katpar", "tungsten", "5000"),),
    ("Cove Kaz Upper Kairakty", "tungsten"): (("upper_kairakty", "tungsten", "7000"),),
    ("South Crofty (Cornish Metals)", "tin"): (("south_crofty", "tin", "4700"),),
    ("Taronga (First Tin)", "tin"): (("taronga", "tin", "3600"),),
    ("Perpetua Stibnite", "antimony"): (("stibnite", "antimony", "7500"),),
    ("Reko Diq (Barrick)", "copper"): (("reko_diq", "copper", "200000"),),
    ("Syrah Vidalia phase 1", "graphite_anode"): (("vidalia", "graphite", "11250"),),
    ("Novonix Riverside", "graphite_anode"): (("riverside", "graphite", "20000"),),
    ("Novonix Enterprise South", "graphite_anode"): (("enterprise_south", "graphite", "31500"),),
    ("MP Materials heavy rare earth separation", "dysprosium_terbium"): (
        ("mountain_pass_heavy", "dysprosium_terbium", "200"),
    ),
}
"""Projects with a stated capacity of a mineral of the model, new, and counted once."""

PROJECT_STAGES = {"recycle": "refine"}
"""Secondary metal of a project is sold where refined metal is sold."""

MAGNET_MINERALS = [row["mineral"] for row in CHAINS if row["fabricate_key"]]
MAGNETS = "magnets of all kinds (HTS 8505), customs value, 18 selected partners"

SECTOR_REGIONS = ("USA", "WLD", "WLD-clean-energy-split", "USA-defence")

FRAMEWORK_ROWS = (
    "cod.cu_redirect_t",
    "delivery.customer_qualification_months",
    "zone.floor_ratio_to_spot",
    "zone.start_date",
    "zone.p_enforced_by_2030",
    "mp.ndpr_floor_usd_per_kg",
    "arg.permit_months_saved",
    "ecu.p_project_uplift",
    "mar.us_offtake_share_uplift",
    "pry.p_project_uplift",
    "per.p_project_uplift",
    "mou.p_success_uplift",
    "mou.permit_delay_months_saved",
    "mou.us_offtake_share_uplift",
    "chl.p_project_uplift",
    "n17.signing_hazard_per_month",
    "jpn.stock_loan_fraction_of_reserve",
    "mys.p_exempt_from_own_export_ban",
    "route.lobito_share_of_copperbelt_exports",
    "forge.project_finance_months_saved",
    "trilat.p_common_floor_by_2029",
    "mex.p_floor_in_force_by_2028",
    "exim.loi_conversion_probability",
    "exim.loi_to_authorisation_months",
    "kaz.p_funded_by_2028",
    "orion.co_redirect_t",
    "orion.cu_redirect_t",
)

UTILISATION = {
    ("copper", "mine", "WLD", "2024 Jan-Apr"), ("copper", "refine", "WLD", "2024"),
    ("nickel", "refine", "IDN", "2023"), ("tin", "refine", "WLD", "2015"),
    ("tungsten", "refine", "CHN", "2025 Oct"), ("antimony", "refine", "CHN", "2024"),
    ("graphite_anode", "refine", "CHN", "2024"), ("graphite_natural", "mine", "WLD", "2015"),
    ("cobalt", "mine", "WLD", "2024"), ("lithium", "mine", "WLD", "2024"),
    ("palladium", "mine", "WLD", "2024"), ("platinum", "mine", "WLD", "2024"),
}  # fmt: skip


def main(source: Path) -> None:
    """Write every imported table."""
    made: dict[str, list[Row]] = {}
    for name, (origin, build) in TABLES.items():
        made.setdefault(name.rstrip("+"), []).extend(build(read_rows(source / origin)))
    for name, rows in made.items():
        write_rows(FOLDER / f"{name}.csv", rows)


def _production(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if row["mineral"] in PRODUCTION_KEYS:
            yield pick(row, "mineral", "stage", "country", "output_t_per_year") | tail(
                row, row["year"], "source_url"
            )


def _capacity(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if row["mineral"] in PRODUCTION_KEYS and row["country"] not in ("WLD", "ROW"):
            grade = "reported" if row["note"].startswith("Reported") else "estimated"
            yield pick(row, "mineral", "stage", "country", "capacity_t_per_year") | tail(
                row, row["year"], "source_url", grade
            )


def _utilisation(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if (row["mineral"], row["stage"], row["country"], row["year"]) in UTILISATION:
            yield pick(row, "mineral", "stage", "country", "utilisation_pct") | tail(row, row["year"])


def _us_market(rows: Iterable[Row]) -> Iterable[Row]:
    columns = ("mineral", "us_consumption_t_per_year", "us_mine_t", "us_recycling_t", "us_imports_t",
               "us_exports_t", "net_import_reliance_pct", "price_usd_per_t")  # fmt: skip
    for row in rows:
        if row["mineral"] in MINERALS and row["year"] in ("2023", "2024"):
            yield pick(row, *columns) | tail(row, row["year"])


def _us_imports(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if (row["mineral"], row["form"]) in IMPORT_FORMS:
            yield pick(row, "mineral", "form", "partner", "share_pct") | tail(row, row["period"])


def _magnet_imports(rows: Iterable[Row]) -> Iterable[Row]:
    """Import shares of magnets by customs value 2023-24; partners below 3 % and unlisted ones join ROW."""
    value: dict[str, float] = {}
    chosen = [row for row in rows if row["hts4"] == "8505" and row["year"] in ("2023", "2024")]
    for row in chosen:
        value[row["partner"]] = value.get(row["partner"], 0.0) + float(row["customs_value_usd"] or 0.0)
    shares = {partner: 100.0 * usd / sum(value.values()) for partner, usd in value.items()}
    named = {partner: share for partner, share in shares.items() if share >= 3.0}
    named["ROW"] = 100.0 - sum(named.values())
    for partner, share in sorted(named.items(), key=lambda item: -item[1]):
        for mineral in MAGNET_MINERALS:
            yield {
                "mineral": mineral,
                "form": MAGNETS,
                "partner": partner,
                "share_pct": f"{share:.2f}",
            } | tail(chosen[0], "2023-24", confidence="derived")


def _demand_shares(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if row["mineral"] in MINERALS and row["set"] == "model":
            yield pick(row, "mineral", "region", "share_pct") | tail(row, row["year"])


def _demand_sectors(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        if row["mineral"] in MINERALS and row["region"] in SECTOR_REGIONS:
            yield pick(row, "mineral", "region", "sector", "share_pct") | tail(row, row["year"])


def _lead_times(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        row["scope"] = row["scope"].strip()
        if row["parameter"] == "process_lead_time" and (row["mineral"], row["scope"]) in LEAD_TIMES:
            yield pick(row, "mineral", "scope", "value", "low", "high") | tail(row, "2026")


def _hazards(rows: Iterable[Row]) -> Iterable[Row]:
    columns = ("duration_median_d", "duration_p90_d", "severity_mean", "severity_note", "n_events",
               "exposure_years", "derivation")  # fmt: skip
    for hazard_id, row in zip(HAZARD_IDS, rows, strict=True):
        grade = confidence_of(row["confidence"], row["source"], row["derivation"])
        yield (
            {"hazard_id": hazard_id}
            | pick(row, "hazard_kind", "scope", "rate_per_year", "rate_lo95", "rate_hi95")
            | {"unit": row["rate_unit"] or "no rate"}
            | pick(row, *columns)
            | {"batch_sizes": BATCH_SIZES.get(hazard_id, "")}
            | {"severity_sample": SEVERITY_SAMPLES.get(hazard_id, "")}
            | tail(row, "2026", confidence=grade)
        )


def _frameworks(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        name, value = row["param_name"], row["param_value"]
        if (name.startswith("vault.") or name in FRAMEWORK_ROWS) and row["param_basis"] != "outlier":
            yield {
                "param_name": name, "param_value": value, "unit": row["param_unit"],
                "param_low": row["param_low"], "param_high": row["param_high"],
                "commitment": row["quantified_commitment"], "seed_item": row["seed_item"],
            } | tail(row, "2026", confidence=confidence_of(row["param_basis"]))  # fmt: skip


def _projects(rows: Iterable[Row]) -> Iterable[Row]:
    columns = ("expected_start", "ramp_months", "p_success_low", "p_success_mode",
               "p_success_high", "delay_mode_months", "delay_max_months", "us_access_share_prior",
               "status", "programme")  # fmt: skip
    for row in rows:
        for project, mineral, tonnes in PROJECTS.get((row["project"], row["mineral"]), ()):
            yield (
                {"project": project, "title": row["project"], "mineral": mineral,
                 "stage": PROJECT_STAGES.get(row["stage"], row["stage"]),
                 "country": row["country_iso3"], "capacity_product_t_per_year": tonnes,
                 "capacity_basis": row["capacity_basis"]}
                | pick(row, *columns)
                | {"note": row["success_probability_note"]}
                | tail(row, "2026")
            )  # fmt: skip


TABLES: dict[str, tuple[str, Callable[[Iterable[Row]], Iterable[Row]]]] = {
    "production": ("production.csv", _production),
    "capacity": ("capacity.csv", _capacity),
    "utilisation": ("utilisation.csv", _utilisation),
    "us_market": ("us_market.csv", _us_market),
    "us_imports": ("us_imports.csv", _us_imports),
    "us_imports+": ("us_import_history_hts4.csv", _magnet_imports),
    "demand_shares": ("demand_shares.csv", _demand_shares),
    "demand_sectors": ("demand_sectors.csv", _demand_sectors),
    "lead_times": ("stocks_and_leadtimes.csv", _lead_times),
    "hazards": ("hazards.csv", _hazards),
    "frameworks": ("frameworks.csv", _frameworks),
    "projects": ("projects.csv", _projects),
    "plants": ("projects.csv", plants),
    "fabrication": ("demand_shares.csv", fabrication),
    "episodes": ("episodes.csv", episodes),
    "defense_stockpile": ("us_market.csv", defense_stockpile),
    "defense_stockpile+": ("reserves.csv", defense_orders),
}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
