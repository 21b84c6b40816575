// words.c - see words.h; lists of frequent words, written for this project.
#include "demo/words.h"

#define W(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

// clang-format off
static const struct word noun_list[] = {
    W("invoice"), W("account"), W("refund"), W("order"), W("payment"), W("delivery"), W("contract"),
    W("customer"), W("supplier"), W("report"), W("meeting"), W("schedule"), W("budget"),
    W("forecast"), W("margin"), W("ledger"), W("balance"), W("deposit"), W("transfer"),
    W("statement"), W("receipt"), W("warranty"), W("claim"), W("policy"), W("clause"),
    W("agreement"), W("licence"), W("renewal"), W("discount"), W("voucher"), W("subscription"),
    W("plan"), W("upgrade"), W("shipment"), W("parcel"), W("warehouse"), W("courier"), W("address"),
    W("carton"), W("pallet"), W("barcode"), W("label"), W("manifest"), W("truck"), W("depot"),
    W("branch"), W("office"), W("region"), W("market"), W("segment"), W("campaign"), W("audience"),
    W("channel"), W("banner"), W("landing"), W("page"), W("session"), W("visit"), W("login"),
    W("password"), W("token"), W("browser"), W("device"), W("phone"), W("tablet"), W("laptop"),
    W("screen"), W("keyboard"), W("battery"), W("charger"), W("cable"), W("adapter"), W("router"),
    W("network"), W("server"), W("cluster"), W("database"), W("index"), W("table"), W("column"),
    W("query"), W("backup"), W("snapshot"), W("replica"), W("gateway"), W("proxy"), W("endpoint"),
    W("request"), W("response"), W("header"), W("payload"), W("schema"), W("migration"),
    W("release"), W("deployment"), W("rollback"), W("incident"), W("outage"), W("alert"),
    W("dashboard"), W("metric"), W("threshold"), W("pipeline"), W("queue"), W("worker"),
    W("scheduler"), W("container"), W("image"), W("registry"), W("package"), W("module"),
    W("function"), W("parameter"), W("variable"), W("exception"), W("timeout"), W("retry"),
    W("latency"), W("engineer"), W("manager"), W("director"), W("analyst"), W("auditor"),
    W("lawyer"), W("accountant"), W("designer"), W("nurse"), W("teacher"), W("driver"),
    W("operator"), W("technician"), W("inspector"), W("tenant"), W("landlord"), W("patient"),
    W("clinic"), W("hospital"), W("therapy"), W("dosage"), W("symptom"), W("diagnosis"),
    W("treatment"), W("trial"), W("study"), W("sample"), W("survey"), W("hypothesis"),
    W("experiment"), W("measurement"), W("sensor"), W("turbine"), W("generator"), W("compressor"),
    W("valve"), W("pump"), W("filter"), W("bearing"), W("gearbox"), W("motor"), W("engine"),
    W("chassis"), W("brake"), W("clutch"), W("tyre"), W("fuel"), W("emission"), W("temperature"),
    W("pressure"), W("humidity"), W("voltage"), W("current"), W("frequency"), W("signal"),
    W("amplitude"), W("noise"), W("spectrum"), W("antenna"), W("receiver"), W("transmitter"),
    W("satellite"), W("orbit"), W("harvest"), W("orchard"), W("vineyard"), W("meadow"), W("river"),
    W("valley"), W("mountain"), W("glacier"), W("coast"), W("harbour"), W("bridge"), W("tunnel"),
    W("railway"), W("station"), W("platform"), W("airport"), W("runway"), W("recipe"), W("kitchen"),
    W("oven"), W("flour"), W("butter"), W("sugar"), W("salt"), W("pepper"), W("garlic"), W("onion"),
    W("tomato"), W("potato"), W("cheese"), W("bread"), W("coffee"), W("tea"), W("bottle"),
    W("glass"), W("plate"), W("novel"), W("chapter"), W("paragraph"), W("sentence"), W("author"),
    W("editor"), W("publisher"), W("museum"), W("gallery"), W("exhibition"), W("painting"),
    W("sculpture"), W("orchestra"), W("concert"), W("ticket"), W("school"), W("university"),
    W("course"), W("lecture"), W("exam"), W("grade"), W("student"), W("professor"), W("faculty"),
    W("library"), W("archive"), W("catalogue"), W("manuscript"), W("record"), W("document"),
    W("folder"), W("council"), W("election"), W("parliament"), W("minister"), W("treaty"),
    W("border"), W("customs"), W("tariff"), W("tax"), W("revenue"), W("subsidy"), W("pension"),
    W("insurance"), W("premium"), W("deductible"), W("mortgage"), W("window"), W("corridor"),
    W("elevator"), W("ceiling"), W("roof"), W("garden"), W("fence"), W("garage"), W("driveway"),
    W("basement"), W("heating"), W("plumbing"), W("wiring"), W("insulation"),
};

static const struct word plural_list[] = {
    W("invoices"), W("accounts"), W("refunds"), W("orders"), W("payments"), W("deliveries"),
    W("contracts"), W("customers"), W("suppliers"), W("reports"), W("meetings"), W("schedules"),
    W("budgets"), W("forecasts"), W("margins"), W("ledgers"), W("balances"), W("deposits"),
    W("transfers"), W("statements"), W("receipts"), W("warranties"), W("claims"), W("policies"),
    W("clauses"), W("agreements"), W("licences"), W("renewals"), W("discounts"), W("vouchers"),
    W("subscriptions"), W("plans"), W("upgrades"), W("shipments"), W("parcels"), W("warehouses"),
    W("couriers"), W("addresses"), W("cartons"), W("pallets"), W("barcodes"), W("labels"),
    W("manifests"), W("trucks"), W("depots"), W("branches"), W("offices"), W("regions"),
    W("markets"), W("segments"), W("campaigns"), W("channels"), W("banners"), W("landings"),
    W("pages"), W("sessions"), W("visits"), W("logins"), W("passwords"), W("tokens"), W("browsers"),
    W("devices"), W("phones"), W("tablets"), W("laptops"), W("screens"), W("keyboards"),
    W("batteries"), W("chargers"), W("cables"), W("adapters"), W("routers"), W("networks"),
    W("servers"), W("clusters"), W("databases"), W("indexes"), W("tables"), W("columns"),
    W("queries"), W("backups"), W("snapshots"), W("replicas"), W("gateways"), W("proxies"),
    W("endpoints"), W("requests"), W("responses"), W("headers"), W("payloads"), W("schemas"),
    W("migrations"), W("releases"), W("deployments"), W("rollbacks"), W("incidents"), W("outages"),
    W("alerts"), W("dashboards"), W("metrics"), W("thresholds"), W("pipelines"), W("queues"),
    W("workers"), W("schedulers"), W("containers"), W("images"), W("registries"), W("packages"),
    W("modules"), W("functions"), W("parameters"), W("variables"), W("exceptions"), W("timeouts"),
    W("retries"), W("engineers"), W("managers"), W("directors"), W("analysts"), W("auditors"),
    W("lawyers"), W("accountants"), W("designers"), W("nurses"), W("teachers"), W("drivers"),
    W("operators"), W("technicians"), W("inspectors"), W("tenants"), W("landlords"), W("patients"),
    W("clinics"), W("hospitals"), W("dosages"), W("symptoms"), W("diagnosises"), W("treatments"),
    W("trials"), W("studies"), W("samples"), W("surveys"), W("hypothesises"), W("experiments"),
    W("measurements"), W("sensors"), W("turbines"), W("generators"), W("compressors"), W("valves"),
    W("pumps"), W("filters"), W("bearings"), W("gearboxes"), W("motors"), W("engines"),
    W("chassises"), W("brakes"), W("clutches"), W("tyres"), W("emissions"), W("temperatures"),
    W("pressures"), W("voltages"), W("currents"), W("frequencies"), W("signals"), W("amplitudes"),
    W("spectrums"), W("antennas"), W("receivers"), W("transmitters"), W("satellites"), W("orbits"),
    W("harvests"), W("orchards"), W("vineyards"), W("meadows"), W("rivers"), W("valleys"),
    W("mountains"), W("glaciers"), W("coasts"), W("harbours"), W("bridges"), W("tunnels"),
    W("railways"), W("stations"), W("platforms"), W("airports"), W("runways"), W("recipes"),
    W("kitchens"), W("ovens"), W("onions"), W("tomatos"), W("potatos"), W("coffees"), W("teas"),
    W("bottles"), W("glasses"), W("plates"), W("novels"), W("chapters"), W("paragraphs"),
    W("sentences"), W("authors"), W("editors"), W("publishers"), W("museums"), W("galleries"),
    W("exhibitions"), W("paintings"), W("sculptures"), W("orchestras"), W("concerts"), W("tickets"),
    W("schools"), W("universities"), W("courses"), W("lectures"), W("exams"), W("grades"),
    W("students"), W("professors"), W("faculties"), W("libraries"), W("archives"), W("catalogues"),
    W("manuscripts"), W("records"), W("documents"), W("folders"), W("councils"), W("elections"),
    W("parliaments"), W("ministers"), W("treaties"), W("borders"), W("customses"), W("tariffs"),
    W("taxes"), W("revenues"), W("subsidies"), W("pensions"), W("insurances"), W("premiums"),
    W("deductibles"), W("mortgages"), W("windows"), W("corridors"), W("elevators"), W("ceilings"),
    W("roofs"), W("gardens"), W("fences"), W("garages"), W("driveways"), W("basements"),
};

static const struct word adjective_list[] = {
    W("missing"), W("overdue"), W("partial"), W("monthly"), W("quarterly"), W("annual"),
    W("regional"), W("internal"), W("external"), W("urgent"), W("pending"), W("approved"),
    W("rejected"), W("duplicate"), W("damaged"), W("delayed"), W("early"), W("late"), W("recent"),
    W("previous"), W("current"), W("final"), W("initial"), W("temporary"), W("permanent"),
    W("optional"), W("mandatory"), W("standard"), W("premium"), W("basic"), W("advanced"),
    W("legacy"), W("modern"), W("obsolete"), W("hidden"), W("visible"), W("public"), W("private"),
    W("shared"), W("local"), W("remote"), W("global"), W("central"), W("northern"), W("southern"),
    W("eastern"), W("western"), W("rural"), W("urban"), W("coastal"), W("technical"),
    W("financial"), W("legal"), W("medical"), W("commercial"), W("industrial"), W("digital"),
    W("manual"), W("automatic"), W("electronic"), W("mechanical"), W("chemical"), W("thermal"),
    W("optical"), W("small"), W("large"), W("narrow"), W("wide"), W("heavy"), W("light"),
    W("steep"), W("shallow"), W("deep"), W("high"), W("low"), W("long"), W("short"), W("fast"),
    W("slow"), W("rapid"), W("gradual"), W("sudden"), W("steady"), W("stable"), W("unstable"),
    W("expensive"), W("cheap"), W("reasonable"), W("generous"), W("strict"), W("flexible"),
    W("rigid"), W("fragile"), W("robust"), W("reliable"), W("doubtful"), W("accurate"), W("vague"),
    W("precise"), W("detailed"), W("brief"), W("complete"), W("incomplete"), W("empty"), W("full"),
    W("broken"), W("repaired"), W("faulty"), W("healthy"), W("suspicious"), W("harmless"),
    W("critical"), W("minor"), W("major"), W("moderate"), W("severe"), W("unusual"), W("common"),
    W("rare"), W("frequent"), W("seasonal"), W("weekly"), W("daily"), W("hourly"), W("nightly"),
    W("historical"), W("preliminary"), W("provisional"), W("revised"), W("corrected"),
    W("original"), W("secondary"), W("primary"), W("joint"), W("separate"), W("individual"),
    W("collective"), W("voluntary"), W("conditional"), W("retroactive"), W("consistent"),
    W("inconsistent"), W("adequate"), W("insufficient"), W("surplus"), W("idle"),
};

static const struct word verb_list[] = {
    W("reset"), W("cancel"), W("update"), W("change"), W("check"), W("confirm"), W("open"),
    W("close"), W("export"), W("import"), W("upload"), W("download"), W("share"), W("delete"),
    W("restore"), W("recover"), W("replace"), W("return"), W("repair"), W("install"), W("remove"),
    W("configure"), W("enable"), W("disable"), W("connect"), W("disconnect"), W("extend"),
    W("renew"), W("pause"), W("resume"), W("transfer"), W("merge"), W("split"), W("rename"),
    W("archive"), W("print"), W("track"), W("trace"), W("verify"), W("approve"), W("reject"),
    W("escalate"), W("schedule"), W("postpone"), W("reschedule"), W("review"), W("audit"),
    W("measure"), W("compare"), W("estimate"), W("calculate"), W("summarise"), W("translate"),
    W("classify"), W("extract"), W("filter"), W("sort"), W("assign"), W("reassign"), W("notify"),
    W("contact"), W("invite"), W("register"), W("activate"), W("deactivate"), W("redeem"),
    W("apply"), W("withdraw"), W("pay"), W("refund"), W("charge"), W("order"), W("reorder"),
    W("book"), W("reserve"), W("exchange"), W("unlock"), W("lock"), W("sync"), W("migrate"),
    W("upgrade"), W("downgrade"), W("monitor"), W("investigate"), W("document"), W("explain"),
};

static const struct word past_list[] = {
    W("confirmed"), W("rejected"), W("delayed"), W("updated"), W("reported"), W("described"),
    W("replaced"), W("reviewed"), W("approved"), W("exceeded"), W("affected"), W("reduced"),
    W("increased"), W("doubled"), W("closed"), W("opened"), W("shipped"), W("returned"),
    W("cancelled"), W("refunded"), W("charged"), W("renewed"), W("extended"), W("postponed"),
    W("signed"), W("amended"), W("disputed"), W("acknowledged"), W("ignored"), W("measured"),
    W("estimated"), W("recorded"), W("documented"), W("explained"), W("questioned"), W("supported"),
    W("opposed"), W("revised"), W("corrected"), W("restored"), W("repaired"), W("inspected"),
    W("tested"), W("installed"), W("removed"), W("connected"), W("interrupted"), W("triggered"),
    W("caused"), W("prevented"), W("detected"), W("missed"), W("flagged"), W("escalated"),
    W("resolved"), W("investigated"), W("verified"), W("compared"), W("translated"), W("published"),
    W("archived"), W("exported"), W("imported"), W("transferred"), W("merged"), W("separated"),
    W("assigned"), W("rescheduled"), W("announced"), W("predicted"), W("contradicted"),
    W("clarified"), W("summarised"), W("omitted"), W("included"), W("covered"), W("violated"),
    W("satisfied"), W("required"), W("requested"), W("offered"), W("accepted"), W("declined"),
    W("purchased"), W("delivered"), W("collected"), W("stored"), W("lost"), W("found"),
    W("damaged"), W("improved"), W("weakened"), W("strengthened"), W("outlined"), W("mentioned"),
    W("examined"), W("monitored"),
};

static const struct word adverb_list[] = {
    W("yesterday"), W("recently"), W("finally"), W("already"), W("probably"), W("apparently"),
    W("carefully"), W("quickly"), W("slowly"), W("repeatedly"), W("eventually"), W("formally"),
    W("briefly"), W("correctly"), W("wrongly"), W("partly"), W("mostly"), W("clearly"), W("hardly"),
    W("nearly"), W("exactly"), W("roughly"), W("suddenly"), W("gradually"), W("quietly"),
    W("openly"), W("jointly"), W("separately"), W("twice"), W("unexpectedly"), W("immediately"),
    W("later"), W("earlier"), W("today"), W("internally"), W("externally"), W("manually"),
    W("automatically"),
};

static const struct word preposition_list[] = {
    W("for"), W("with"), W("of"), W("in"), W("on"), W("under"), W("after"), W("before"),
    W("without"), W("during"), W("about"), W("behind"), W("above"), W("below"), W("between"),
    W("against"), W("through"), W("near"), W("beyond"), W("within"), W("despite"), W("across"),
    W("among"), W("toward"), W("since"), W("until"),
};

static const struct word determiner_list[] = {
    W("the"), W("the"), W("the"), W("the"), W("the"), W("the"), W("the"), W("this"), W("that"),
    W("every"), W("our"), W("their"), W("the"), W("its"), W("another"), W("one"), W("each"),
    W("the"), W("some"), W("no"),
};

static const struct word plural_determiner_list[] = {
    W("the"), W("the"), W("the"), W("the"), W("these"), W("those"), W("our"), W("their"), W("some"),
    W("many"), W("all"), W("most"), W("several"), W("few"), W("the"), W("its"), W("both"),
    W("other"),
};

static const struct word conjunction_list[] = {
    W("because"), W("while"), W("although"), W("and"), W("but"), W("so"), W("since"), W("whereas"),
    W("until"), W("once"), W("unless"), W("after"), W("before"), W("and"),
};

static const struct word name_list[] = {
    W("Amara"), W("Okafor"), W("Lindqvist"), W("Moreau"), W("Takahashi"), W("Ferreira"), W("Novak"),
    W("Haddad"), W("Petrov"), W("Castellano"), W("Bergstrom"), W("Nguyen"), W("Kowalski"),
    W("Adeyemi"), W("Schneider"), W("Rossi"), W("Dimitriou"), W("Larsen"), W("Popescu"), W("Iyer"),
    W("Chatterjee"), W("Mendoza"), W("Vasquez"), W("Oduya"), W("Karlsson"), W("Meier"),
    W("Fontaine"), W("Yilmaz"), W("Hoffmann"), W("Silva"), W("Costa"), W("Janssen"), W("Murphy"),
    W("Walsh"), W("Campbell"), W("Fraser"), W("Bennett"), W("Harper"), W("Sullivan"), W("Whitaker"),
    W("Delgado"), W("Romero"), W("Ortega"), W("Ibarra"), W("Farouk"), W("Mansour"), W("Rahimi"),
    W("Kaplan"), W("Stern"), W("Weiss"), W("Tanaka"), W("Fujimoto"), W("Park"), W("Choi"),
    W("Zhao"), W("Huang"), W("Liang"), W("Banerjee"), W("Deshpande"), W("Fernando"), W("Perera"),
    W("Mwangi"), W("Otieno"), W("Kamau"), W("Mbeki"), W("Dlamini"),
};

static const struct word place_list[] = {
    W("Lisbon"), W("Rotterdam"), W("Hamburg"), W("Gdansk"), W("Bilbao"), W("Marseille"),
    W("Trieste"), W("Aarhus"), W("Bergen"), W("Tampere"), W("Riga"), W("Vilnius"), W("Leipzig"),
    W("Graz"), W("Lyon"), W("Turin"), W("Porto"), W("Valencia"), W("Antwerp"), W("Bristol"),
    W("Leeds"), W("Dundee"), W("Cork"), W("Galway"), W("Halifax"), W("Toronto"), W("Calgary"),
    W("Denver"), W("Austin"), W("Portland"), W("Tucson"), W("Omaha"), W("Raleigh"), W("Osaka"),
    W("Sapporo"), W("Busan"), W("Penang"), W("Cebu"), W("Pune"), W("Chennai"), W("Nairobi"),
    W("Accra"), W("Dakar"), W("Tunis"), W("Haifa"), W("Ankara"), W("Tbilisi"), W("Brno"), W("Cluj"),
};

static const struct word product_list[] = {
    W("Nimbus"), W("Kestrel"), W("Solano"), W("Verity"), W("Aurora"), W("Tundra"), W("Pioneer"),
    W("Meridian"), W("Halcyon"), W("Quartz"), W("Lumen"), W("Corvid"), W("Saffron"), W("Basalt"),
    W("Juniper"), W("Cobalt"),
};

// clang-format on

#define LIST(list)                                                                                 \
    {                                                                                              \
        (list), sizeof(list) / sizeof(list)[0]                                                     \
    }

const struct words words_of[WORD_CLASSES] = {
    [WORD_NOUN] = LIST(noun_list),
    [WORD_PLURAL] = LIST(plural_list),
    [WORD_ADJECTIVE] = LIST(adjective_list),
    [WORD_VERB] = LIST(verb_list),
    [WORD_PAST] = LIST(past_list),
    [WORD_ADVERB] = LIST(adverb_list),
    [WORD_PREPOSITION] = LIST(preposition_list),
    [WORD_DETERMINER] = LIST(determiner_list),
    [WORD_PLURAL_DETERMINER] = LIST(plural_determiner_list),
    [WORD_CONJUNCTION] = LIST(conjunction_list),
    [WORD_NAME] = LIST(name_list),
    [WORD_PLACE] = LIST(place_list),
    [WORD_PRODUCT] = LIST(product_list),
};
