//! The words and figures that sample records are made of.

type Makers = &'static [(&'static str, &'static [&'static str])];

/// A class of equipment, what it costs and who makes it.
pub(super) struct Equipment {
    pub(super) category: &'static str,
    pub(super) class: &'static str,
    /// How many in a hundred are rented.
    pub(super) rented: u64,
    /// Monthly rate from and to, in whole currency units.
    pub(super) rate: (u32, u32),
    /// Purchase price from and to, in whole currency units.
    pub(super) price: (u32, u32),
    pub(super) makers: Makers,
}

/// Who imported the records at version 1.
pub(super) const IMPORT: &str = "estimate.import@example.com";

/// Who marks equipment as being on site: nobody, PEMS itself.
pub(super) const PEMS: &str = "PEMS";

/// Planners who changed the sample records.
pub(super) const COLLEAGUES: [&str; 5] = [
    "maria.ortiz@example.com",
    "jane.smith@example.com",
    "p.okafor@example.com",
    "l.duarte@example.com",
    "t.nguyen@example.com",
];

pub(super) const REASONS: [&str; 6] = [
    "Schedule update",
    "Rate as negotiated with the vendor",
    "Look-ahead review",
    "Moved with the lifting plan",
    "Correction",
    "Change order",
];

pub(super) const ACTIVITIES: &[&str] = &[
    "pipe rack modules",
    "structural steel erection",
    "heavy lift of reactor R-201",
    "piling and foundations",
    "cooling tower refurbishment",
    "cable pulling, substation 3",
    "scaffold erection, unit 400",
    "tank farm civil works",
    "hydrotest support",
    "insulation and painting",
    "turnaround preparation",
    "compressor building",
    "temporary power, laydown yard B",
    "marine offloading facility",
    "commissioning support",
];

const fn kind(
    category: &'static str,
    class: &'static str,
    rented: u64,
    rate: (u32, u32),
    price: (u32, u32),
    makers: Makers,
) -> Equipment {
    Equipment { category, class, rented, rate, price, makers }
}

pub(super) static EQUIPMENT: [Equipment; 26] = [
    kind("Cranes", "Crawler Crane 150 t", 92, (28_000, 46_000), (1_400_000, 2_300_000), CRAWLERS),
    kind("Cranes", "Crawler Crane 600 t", 97, (140_000, 230_000), (6_500_000, 9_800_000), HEAVY_CRAWLERS),
    kind("Cranes", "Rough Terrain Crane 60 t", 85, (9_500, 16_500), (420_000, 690_000), ROUGH_TERRAIN),
    kind("Cranes", "All Terrain Crane 250 t", 95, (38_000, 62_000), (1_900_000, 3_100_000), ALL_TERRAIN),
    kind("Cranes", "Tower Crane", 88, (15_000, 29_000), (600_000, 1_250_000), TOWER),
    kind("Cranes", "Carry Deck Crane 15 t", 70, (4_200, 6_800), (150_000, 240_000), CARRY_DECK),
    kind("Aerial Lifts", "Articulating Boom Lift 60 ft", 90, (2_400, 3_900), (95_000, 150_000), ARTICULATING),
    kind("Aerial Lifts", "Telescopic Boom Lift 125 ft", 93, (6_500, 9_800), (230_000, 340_000), TELESCOPIC),
    kind("Aerial Lifts", "Scissor Lift 26 ft", 75, (650, 1_150), (17_000, 29_000), SCISSORS),
    kind("Material Handling", "Telehandler 10,000 lb", 82, (2_900, 4_700), (115_000, 165_000), TELEHANDLERS),
    kind("Material Handling", "Forklift 15,000 lb", 68, (2_100, 3_400), (70_000, 120_000), FORKLIFTS),
    kind(
        "Material Handling",
        "Self-Propelled Modular Transporter",
        98,
        (52_000, 90_000),
        (2_000_000, 3_400_000),
        SPMT,
    ),
    kind("Earthmoving", "Excavator 36 t", 80, (8_800, 13_500), (330_000, 480_000), EXCAVATORS),
    kind("Earthmoving", "Backhoe Loader", 62, (2_600, 4_100), (98_000, 145_000), BACKHOES),
    kind("Earthmoving", "Wheel Loader", 74, (5_900, 9_400), (240_000, 390_000), LOADERS),
    kind("Compaction", "Vibratory Roller 10 t", 72, (3_300, 5_200), (120_000, 180_000), ROLLERS),
    kind("Power Generation", "Generator 100 kVA", 78, (1_500, 2_600), (38_000, 62_000), GENERATORS),
    kind("Power Generation", "Generator 500 kVA", 88, (5_200, 8_700), (125_000, 190_000), LARGE_GENERATORS),
    kind("Power Generation", "Light Tower", 66, (520, 980), (9_500, 18_000), LIGHTS),
    kind("Air and Welding", "Air Compressor 375 cfm", 76, (1_100, 1_950), (28_000, 46_000), COMPRESSORS),
    kind("Air and Welding", "Welding Machine, Diesel 400 A", 58, (620, 1_200), (16_000, 27_000), WELDERS),
    kind("Pumps", "Dewatering Pump 6 in", 71, (1_350, 2_300), (34_000, 58_000), PUMPS),
    kind("Vehicles", "Pickup Truck 4x4", 55, (950, 1_700), (42_000, 68_000), PICKUPS),
    kind("Vehicles", "Water Truck 4,000 gal", 79, (4_300, 6_900), (140_000, 210_000), TRUCKS),
    kind("Site Facilities", "Office Trailer 12 x 60", 64, (780, 1_500), (45_000, 85_000), TRAILERS),
    kind("Small Tools", "Hydraulic Torque Wrench Set", 22, (900, 1_600), (14_000, 31_000), TORQUE),
];

const CRAWLERS: Makers =
    &[("Liebherr", &["LR 1160", "LR 1130.1"]), ("Manitowoc", &["MLC150-1"]), ("Kobelco", &["CK1600G-3"])];
const HEAVY_CRAWLERS: Makers =
    &[("Liebherr", &["LR 1600/2", "LR 1750/2"]), ("Manitowoc", &["MLC650"]), ("Demag", &["CC 3800-1"])];
const ROUGH_TERRAIN: Makers =
    &[("Grove", &["RT770E", "GRT655L"]), ("Tadano", &["GR-800XL-4"]), ("Link-Belt", &["RTC-8065"])];
const ALL_TERRAIN: Makers =
    &[("Liebherr", &["LTM 1250-5.1"]), ("Grove", &["GMK5250XL-1"]), ("Tadano", &["AC 5.250-2"])];
const TOWER: Makers = &[("Potain", &["MDT 389", "MD 569"]), ("Liebherr", &["370 EC-B 12"])];
const CARRY_DECK: Makers = &[("Broderson", &["IC-200-3J"]), ("Grove", &["YB5515"])];
const ARTICULATING: Makers = &[("JLG", &["600AJ"]), ("Genie", &["Z-62/40"]), ("Haulotte", &["HA20 RTJ"])];
const TELESCOPIC: Makers = &[("JLG", &["1250AJP", "1200SJP"]), ("Genie", &["S-125"])];
const SCISSORS: Makers = &[("JLG", &["2632R"]), ("Genie", &["GS-2632"]), ("Skyjack", &["SJ4726"])];
const TELEHANDLERS: Makers = &[("JLG", &["1055"]), ("Genie", &["GTH-1056"]), ("Manitou", &["MT 1440"])];
const FORKLIFTS: Makers = &[("Hyster", &["H155FT"]), ("Toyota", &["8FD70U"]), ("Taylor", &["X-160"])];
const SPMT: Makers = &[("Scheuerle", &["SPMT 6-axle"]), ("Goldhofer", &["PST/SL-E 6"])];
const EXCAVATORS: Makers =
    &[("Caterpillar", &["336"]), ("Komatsu", &["PC360LC-11"]), ("John Deere", &["350 P-Tier"])];
const BACKHOES: Makers = &[("Caterpillar", &["420", "430"]), ("John Deere", &["310SL"]), ("JCB", &["3CX"])];
const LOADERS: Makers = &[("Caterpillar", &["950M"]), ("Komatsu", &["WA380-8"]), ("Volvo", &["L120H"])];
const ROLLERS: Makers = &[("Bomag", &["BW 211 D-5"]), ("Dynapac", &["CA2500D"]), ("Hamm", &["H 11i"])];
const GENERATORS: Makers = &[("Caterpillar", &["XQ125"]), ("Cummins", &["C100D6R"])];
const LARGE_GENERATORS: Makers =
    &[("Caterpillar", &["XQ500"]), ("Cummins", &["C500D6R"]), ("Aggreko", &["GCD-500"])];
const LIGHTS: Makers = &[("Atlas Copco", &["HiLight H6+"]), ("Generac", &["MLT6SMD"])];
const COMPRESSORS: Makers = &[("Atlas Copco", &["XAS 375"]), ("Sullair", &["375HH"]), ("Doosan", &["P375"])];
const WELDERS: Makers = &[("Lincoln Electric", &["Vantage 441X"]), ("Miller", &["Big Blue 400 Pro"])];
const PUMPS: Makers = &[("Godwin", &["CD150S"]), ("Thompson", &["6JSCM"])];
const PICKUPS: Makers = &[("Ford", &["F-250"]), ("Toyota", &["Hilux"]), ("Chevrolet", &["Silverado 2500HD"])];
const TRUCKS: Makers = &[("Peterbilt", &["348"]), ("Mercedes-Benz", &["Atego 2730"])];
const TRAILERS: Makers = &[("WillScot", &["FLEX 1260"]), ("Mobile Mini", &["MO-1260"])];
const TORQUE: Makers = &[("Hytorc", &["Avanti 5"]), ("Enerpac", &["S3000X"])];
