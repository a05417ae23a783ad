/* The kernel's arithmetic (docs/model.md, sim/engine/flow.py) on the reference chain, as plain C: the practical limit.

   One mineral, and only what the chain has: no hosts, chokepoints, leaks, price floors, purchases by states, defence
   stockpile or weekly series. The structs of tables.h are written from sim/engine/tables.py when this is compiled. */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tables.h"

#define ROUNDING 1e-12
#define DAYS_PER_YEAR 365.0
#define EACH(i, first, end) for (uint32_t i = (first); i < (end); i++)
#define EACH_FACILITY(f) EACH(f, own->facility0, own->facility1)
#define EACH_CUSTOMER(c) EACH(c, own->customer0, own->customer1)
#define EACH_HOLDER(s) EACH(s, own->tally0, own->tally1)
/* Links of a facility, in supplier order. */
#define EACH_LINK(k, f) EACH(k, t->facilities[f].link0, t->facilities[f].link1)
#define LINK_AT(k) (&t->links[t->order[k]])
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

enum { FEED, MARKET, RESERVE };
enum { LOWEST_TIER = 3, SPOT_PASSES = 3, RESERVE_LINK = 2 };

typedef struct {
    Mineral *minerals;
    Facility *facilities;
    Customer *customers;
    Link *links;
    const uint32_t *order;
    const Route *routes;
    Tally *tallies;
    double *ring;
    int64_t ring_days;
    uint8_t *short_days;
    const double *rates;
    double threshold;
} Chain;

static double power(double base, double exponent)
{
    return exponent == 1.0 ? base : exponent == 0.0 ? 1.0 : pow(base, exponent);
}

static double per(double left, double weight)
{
    return weight > 0.0 ? left / weight : 0.0;
}

static void restock(Chain *t, Mineral *own, const Customer *us, double tonnes, double use_d)
{
    double lacking = 0.0;
    EACH_HOLDER(s) {
        Tally *holder = &t->tallies[s];
        double aim = (use_d + holder->cover * us->precaution) * holder->share * us->need;
        holder->want = MAX(0.0, aim - holder->stock);
        lacking += holder->want;
    }
    bool full = lacking <= ROUNDING * us->need;
    EACH_HOLDER(s) {
        Tally *holder = &t->tallies[s];
        holder->stock += tonnes * (full ? holder->share : holder->want / lacking);
    }
}

static double fill(Chain *t, Mineral *own, int64_t tier, double tonnes, bool into_stock)
{
    double gap = 0.0;
    EACH_HOLDER(s)
        if (t->tallies[s].tier == tier)
            gap += t->tallies[s].gap;
    if (gap <= 0.0)
        return 0.0;
    double part = MIN(1.0, tonnes / gap);
    EACH_HOLDER(s) {
        Tally *holder = &t->tallies[s];
        if (holder->tier != tier)
            continue;
        if (into_stock)
            holder->stock += part * holder->gap;
        else
            holder->gap -= part * holder->gap;
    }
    return MIN(gap, tonnes);
}

static void deal(Chain *t, Mineral *own, const Customer *us, double tonnes)
{
    EACH_HOLDER(s)
        t->tallies[s].gap = MAX(0.0, t->tallies[s].share * us->need - t->tallies[s].stock);
    for (int tier = 1; tier <= LOWEST_TIER; tier++)
        if (tonnes > 0.0)
            tonnes -= fill(t, own, tier, tonnes, true);
    double wanted = 0.0;
    EACH_HOLDER(s) {
        Tally *holder = &t->tallies[s];
        double use = holder->share * us->need;
        double excess = holder->stock - holder->cover * us->precaution * use;
        holder->want = MAX(0.0, use - holder->gap - MAX(0.0, excess) / own->order_time);
        wanted += holder->want;
    }
    if (wanted > 0.0 && tonnes > 0.0) {
        double given = MIN(1.0, tonnes / wanted);
        tonnes = MAX(0.0, tonnes - wanted);
        EACH_HOLDER(s)
            t->tallies[s].stock += given * t->tallies[s].want;
    }
    if (tonnes > 0.0)
        restock(t, own, us, tonnes, 1.0);
}

static void arrive(Chain *t, Mineral *own, int64_t day)
{
    int64_t slot = day % t->ring_days;
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        double *berth = &t->ring[c * t->ring_days + slot];
        double landed = *berth;
        buyer->stock0 = buyer->stock;
        buyer->position0 = buyer->stock + buyer->pipeline;
        buyer->prompt = 0.0;
        if (landed > 0.0) {
            buyer->stock += landed;
            buyer->pipeline = MAX(0.0, buyer->pipeline - landed);
            *berth = 0.0;
            if (c == own->us)
                deal(t, own, buyer, landed);
        }
    }
}

static void produce(Chain *t, Mineral *own, double growth)
{
    EACH_FACILITY(f) {
        Facility *plant = &t->facilities[f];
        double reference = plant->reference * growth;
        double wanted = plant->signal + (plant->finished_cover * reference - plant->finished) / own->production_time;
        double up = plant->availability / plant->uptime, most = plant->capacity * growth, output;
        wanted = MAX(0.0, wanted);
        if (own->supply_elasticity >= 0.0 && wanted > up * reference * MIN(1.0, plant->realised))
            most = MIN(most, reference * pow(plant->realised, own->supply_elasticity));
        output = MIN(up * most, wanted);
        if (plant->feed >= 0) {
            Customer *feed = &t->customers[plant->feed];
            output = MIN(output, feed->stock * plant->yield_);
            double used = MIN(feed->stock, output / plant->yield_);
            feed->stock -= used;
            own->yield_loss_t += used - output;
        } else {
            own->source_t += output;
        }
        plant->output = output;
        plant->finished += output;
    }
}

static void consume(Chain *t, Mineral *own, double growth)
{
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        buyer->gap = buyer->need = buyer->stored = 0.0;
        if (buyer->kind != MARKET || buyer->demand0 == 0.0)
            continue;
        double log_paid = own->contract_share * log(buyer->contract_price);
        log_paid += (1.0 - own->contract_share) * log(buyer->price);
        double demand = buyer->demand0 * growth * buyer->surge * (1.0 - buyer->thrift);
        demand *= exp(own->demand_elasticity * log_paid);
        buyer->need = demand;
        if (c == own->us) {
            buyer->stock = 0.0;
            EACH_HOLDER(s) {
                Tally *holder = &t->tallies[s];
                double need = holder->share * demand;
                holder->gap = MAX(0.0, need - holder->stock);
                holder->stock = MAX(0.0, holder->stock - need);
                buyer->stock += holder->stock;
                buyer->gap += holder->gap;
            }
        } else {
            buyer->gap = MAX(0.0, demand - buyer->stock);
            buyer->stock = MAX(0.0, buyer->stock - demand);
        }
        double urge = MIN(1.0, MAX(0.0, log_paid / log(2.0)));
        buyer->thrift += own->thrift_rate * urge * (1.0 - buyer->thrift) - own->thrift_decay * buyer->thrift;
        buyer->contract_price += (buyer->price - buyer->contract_price) / own->contract_lag;
    }
}

static double reserve_price(Chain *t, Mineral *own, double tonnes)
{
    double price = t->customers[own->us].price * own->price_usd * (1.0 + t->rates[1]);
    return own->impact > 0.0 ? price * pow(1.0 + tonnes / own->world_flow, own->impact) : price;
}

static void order(Chain *t, Mineral *own, double growth)
{
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        if (buyer->kind == RESERVE) {
            double wanted = MIN(own->reserve_rate, MAX(0.0, own->reserve_target - buyer->position0));
            buyer->order = MIN(wanted, MAX(0.0, own->credit_usd) / reserve_price(t, own, wanted));
            buyer->left = buyer->order;
            buyer->keen = power(t->customers[own->us].price, own->bid_exponent);
            continue;
        }
        double base = buyer->demand0 * growth * buyer->surge, price = buyer->price;
        if (buyer->kind == FEED) {
            const Facility *plant = &t->facilities[buyer->facility];
            double able = plant->capacity * growth * plant->availability / plant->uptime;
            buyer->need = MIN(plant->signal, able) / plant->yield_;
            base = plant->reference * growth / plant->yield_;
            price = plant->realised;
        }
        buyer->target = buyer->cover * buyer->need * buyer->precaution;
        double aim = buyer->target + buyer->need * buyer->transit;
        double wanted = buyer->need + (aim - buyer->position0) / own->order_time;
        buyer->order = base > 0.0 ? MIN(MAX(0.0, wanted), own->order_cap * base) : 0.0;
        buyer->left = buyer->order;
        buyer->keen = power(price, own->bid_exponent);
    }
}

static void ask(Chain *t, Mineral *own, double growth)
{
    EACH_FACILITY(f) {
        Facility *plant = &t->facilities[f];
        double target = plant->ask_floor, reference = plant->reference * growth;
        if (own->ask_exponent > 0.0 && reference > 0.0)
            target *= pow(MIN(4.0, MAX(0.5, plant->pointed / reference)), own->ask_exponent);
        plant->ask += (target - plant->ask) / own->price_lag;
    }
}

static void weigh(Chain *t, Mineral *own, double growth)
{
    EACH_CUSTOMER(c)
        t->customers[c].weight = 0.0;
    EACH_FACILITY(f) {
        double cheap = pow(t->facilities[f].ask, -own->source_elasticity);
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            link->ship = 0.0;
            link->pull = link->weight * cheap;
            link->room = link->severity > 0.0 ? (1.0 - link->severity) * link->weight * growth : INFINITY;
            t->customers[link->customer].weight += link->pull;
        }
    }
}

static bool can_fill(Chain *t, Mineral *own, uint32_t end)
{
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        buyer->part = 0.0;
        if (c < end && buyer->left > 0.0) {
            if (buyer->weight <= 0.0)
                return false;
            buyer->part = buyer->left / buyer->weight;
        }
    }
    EACH_FACILITY(f) {
        Facility *plant = &t->facilities[f];
        double total = 0.0;
        bool fits = true;
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            link->bid = t->customers[link->customer].part * link->pull;
            total += link->bid;
            fits = fits && link->bid <= link->room;
        }
        if (!fits || total > plant->finished)
            return false;
        plant->total = total;
    }
    return true;
}

static void fill_all(Chain *t, Mineral *own, uint32_t end)
{
    EACH_FACILITY(f) {
        t->facilities[f].finished -= t->facilities[f].total;
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            link->ship += link->bid;
            link->room -= link->bid;
        }
    }
    EACH(c, own->customer0, end)
        t->customers[c].left = 0.0;
}

static double sell(Link *link, Customer *buyer, double tonnes, double finished)
{
    tonnes = MIN(tonnes, MIN(finished, buyer->left));
    if (tonnes <= 0.0)
        return 0.0;
    buyer->left -= tonnes;
    link->ship += tonnes;
    link->room -= tonnes;
    if (link->room <= ROUNDING * tonnes)
        link->room = 0.0;
    return tonnes;
}

static void contract(Chain *t, Mineral *own)
{
    EACH_CUSTOMER(c)
        t->customers[c].part = own->contract_share * per(t->customers[c].left, t->customers[c].weight);
    t->customers[own->reserve].part = 0.0;
    EACH_FACILITY(f) {
        double finished = t->facilities[f].finished, total = 0.0;
        if (finished <= 0.0)
            continue;
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            double bid = t->customers[link->customer].part * link->pull;
            link->bid = MIN(bid, link->room);
            total += link->bid;
        }
        if (total <= 0.0)
            continue;
        double ration = MIN(1.0, finished / total);
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            if (link->bid > 0.0)
                finished -= sell(link, &t->customers[link->customer], link->bid * ration, finished);
        }
        t->facilities[f].finished = finished;
    }
}

static void sell_spot(Chain *t, Facility *plant)
{
    double finished = plant->finished, total = 0.0, keen = 0.0;
    EACH(k, plant->link0, plant->link1) {
        Link *link = LINK_AT(k);
        if (link->bid > 0.0) {
            const Customer *buyer = &t->customers[link->customer];
            double bid = buyer->part * link->bid;
            link->bid = MIN(bid, link->room);
            total += link->bid;
            keen += link->bid * buyer->keen;
        }
    }
    double ration = total > finished && keen > 0.0 ? finished / keen : INFINITY;
    EACH(k, plant->link0, plant->link1) {
        Link *link = LINK_AT(k);
        if (link->bid > 0.0) {
            Customer *buyer = &t->customers[link->customer];
            double share = link->bid * buyer->keen * ration;
            finished -= sell(link, buyer, MIN(link->bid, share), finished);
        }
    }
    plant->finished = finished;
}

static void spot(Chain *t, Mineral *own, double gravity, uint32_t begin, uint32_t end)
{
    EACH(c, begin, end)
        t->customers[c].weight = 0.0;
    EACH_FACILITY(f) {
        Facility *plant = &t->facilities[f];
        if (plant->finished <= ROUNDING * plant->reference)
            continue;
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            Customer *buyer = &t->customers[link->customer];
            link->bid = 0.0;
            if (link->customer < begin || link->customer >= end || link->room <= 0.0 || buyer->left <= 0.0)
                continue;
            link->bid = link->pull;
            if (gravity > 0.0 && link->severity == 0.0)
                link->bid += gravity * link->qualified * plant->reference * buyer->share;
            buyer->weight += link->bid;
        }
    }
    EACH(c, begin, end)
        t->customers[c].part = per(t->customers[c].left, t->customers[c].weight);
    EACH_FACILITY(f)
        if (t->facilities[f].finished > ROUNDING * t->facilities[f].reference)
            sell_spot(t, &t->facilities[f]);
}

static bool wanting(Chain *t, uint32_t begin, uint32_t end)
{
    bool some = false;
    EACH(c, begin, end) {
        Customer *buyer = &t->customers[c];
        if (buyer->left <= ROUNDING * buyer->order)
            buyer->left = 0.0;
        else
            some = true;
    }
    return some;
}

static void allocate(Chain *t, Mineral *own, double growth)
{
    bool last = own->reserve_last > 0.0;
    uint32_t end = last ? own->reserve : own->reserve + 1;
    weigh(t, own, growth);
    if (can_fill(t, own, end)) {
        fill_all(t, own, end);
    } else {
        if (own->contract_share > 0.0)
            contract(t, own);
        for (int turn = 0; turn < SPOT_PASSES && wanting(t, own->customer0, end); turn++)
            spot(t, own, turn > 0 ? own->gravity : 0.0, own->customer0, end);
        wanting(t, own->customer0, end);
    }
    if (last && t->customers[own->reserve].left > 0.0) {
        spot(t, own, 0.0, own->reserve, own->reserve + 1);
        wanting(t, own->reserve, own->reserve + 1);
    }
}

static void send(Chain *t, int64_t slot, uint32_t berth, double tonnes, double days)
{
    int64_t whole = (int64_t)days;
    double late = (days - (double)whole) * tonnes, *row = &t->ring[berth * t->ring_days];
    if (whole > t->ring_days - 2) {
        whole = t->ring_days - 2;
        late = 0.0;
    }
    slot += whole;
    row[slot < t->ring_days ? slot : slot - t->ring_days] += tonnes - late;
    if (late > 0.0) {
        slot++;
        row[slot < t->ring_days ? slot : slot - t->ring_days] += late;
    }
}

static void serve_prompt(Chain *t, Mineral *own, uint32_t c)
{
    Customer *buyer = &t->customers[c];
    double served = MIN(buyer->gap, buyer->prompt), left = buyer->prompt - served;
    buyer->gap -= served;
    buyer->stock += left;
    if (c != own->us)
        return;
    for (int tier = 1; tier <= LOWEST_TIER; tier++)
        if (served > 0.0)
            served -= fill(t, own, tier, served, false);
    if (left > 0.0)
        restock(t, own, buyer, left, 0.0);
}

static void ship(Chain *t, Mineral *own, int64_t day)
{
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        buyer->flow = buyer->sailing = buyer->landed = 0.0;
        buyer->paid = buyer->kind == FEED ? t->facilities[buyer->facility].realised : buyer->price;
    }
    const Customer *reserve = &t->customers[own->reserve];
    double price = reserve_price(t, own, reserve->order - reserve->left), keep = 1.0 / own->smoothing_time;
    int64_t slot = day % t->ring_days;
    EACH_FACILITY(f) {
        Facility *plant = &t->facilities[f];
        double total = 0.0, earned = 0.0, sold = 0.0;
        EACH_LINK(k, f) {
            Link *link = LINK_AT(k);
            Customer *buyer = &t->customers[link->customer];
            double tonnes = link->ship;
            link->smoothed += (tonnes - link->smoothed) * keep;
            buyer->flow += link->smoothed;
            buyer->sailing += link->smoothed * link->transit;
            buyer->landed += link->smoothed * plant->ask * link->markup;
            if (link->kind != RESERVE_LINK) {
                earned += link->weight * buyer->paid;
                sold += link->weight;
            }
            if (tonnes <= 0.0)
                continue;
            total += tonnes;
            link->shipped_t += tonnes;
            buyer->pipeline += tonnes;
            EACH(r, link->route0, link->route1)
                if (t->routes[r].share > 0.0)
                    send(t, slot, t->routes[r].berth, t->routes[r].share * tonnes, t->routes[r].days + link->delay);
            if (link->kind == RESERVE_LINK) {
                own->bought_t += tonnes;
                own->spent_usd += tonnes * price;
                own->cash_usd -= tonnes * price;
                own->credit_usd -= tonnes * price;
            }
        }
        plant->total = total;
        plant->earned = earned;
        plant->sold = sold;
    }
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        double *berth = &t->ring[c * t->ring_days + slot];
        buyer->prompt = *berth;
        if (buyer->prompt > 0.0) {
            *berth = 0.0;
            buyer->pipeline = MAX(0.0, buyer->pipeline - buyer->prompt);
            serve_prompt(t, own, c);
        }
    }
}

static void point(Chain *t, Mineral *own, double growth)
{
    bool unfilled = false;
    EACH_CUSTOMER(c) {
        t->customers[c].weight = 0.0;
        unfilled = unfilled || t->customers[c].left > 0.0;
    }
    if (unfilled) {
        EACH_FACILITY(f)
            EACH_LINK(k, f)
                if (LINK_AT(k)->room > 0.0)
                    t->customers[LINK_AT(k)->customer].weight += LINK_AT(k)->weight;
        EACH_CUSTOMER(c)
            t->customers[c].part = per(t->customers[c].left, t->customers[c].weight);
    }
    EACH_FACILITY(f) {
        Facility *plant = &t->facilities[f];
        double pointed = plant->total, most = plant->capacity * growth;
        if (unfilled)
            EACH_LINK(k, f)
                if (LINK_AT(k)->room > 0.0)
                    pointed += t->customers[LINK_AT(k)->customer].part * LINK_AT(k)->weight;
        plant->pointed = pointed;
        plant->signal += (MIN(most, pointed) - plant->signal) / own->smoothing_time;
    }
}

static void price(Chain *t, Mineral *own)
{
    EACH_FACILITY(f)
        if (t->facilities[f].sold > 0.0)
            t->facilities[f].realised = t->facilities[f].earned / t->facilities[f].sold;
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        if (buyer->flow > 0.0)
            buyer->transit = buyer->sailing / buyer->flow;
        if (buyer->kind != MARKET || buyer->demand0 <= 0.0)
            continue;
        double landed = buyer->flow > 0.0 ? buyer->landed / buyer->flow : 1.0, scarcity = 1.0;
        if (own->gamma > 0.0 && buyer->target > 0.0) {
            double rival = c == own->us ? t->customers[own->reserve].left : 0.0;
            double aim = buyer->target + buyer->need * buyer->transit + rival;
            scarcity = pow(buyer->stock0 / buyer->target, -own->gamma * own->weight_on_hand);
            scarcity *= pow(buyer->position0 / aim, -own->gamma * (1.0 - own->weight_on_hand));
        }
        double goal = MIN(own->price_cap, MAX(1.0 / own->price_cap, scarcity * landed));
        buyer->price += (goal - buyer->price) / own->price_lag;
    }
}

static double claim(const Tally *holder)
{
    return holder->rank > 0.0 ? MIN(holder->gap, MAX(0.0, holder->drawable)) : 0.0;
}

static void hand_out(Chain *t, Mineral *own, double tonnes)
{
    double rank = 0.0;
    while (tonnes > 0.0) {
        double following = INFINITY, wanted = 0.0;
        EACH_HOLDER(s)
            if (rank < t->tallies[s].rank && t->tallies[s].rank < following)
                following = t->tallies[s].rank;
        if (following == INFINITY)
            return;
        rank = following;
        EACH_HOLDER(s)
            if (t->tallies[s].rank == rank)
                wanted += claim(&t->tallies[s]);
        if (wanted <= 0.0)
            continue;
        double part = MIN(1.0, tonnes / wanted);
        EACH_HOLDER(s) {
            Tally *holder = &t->tallies[s];
            if (holder->rank != rank)
                continue;
            double given = part * claim(holder);
            holder->gap -= given;
            holder->drawable -= given;
            holder->drawn_t += given;
        }
        tonnes -= MIN(wanted, tonnes);
    }
}

static double book_usd(const Mineral *own)
{
    return own->spent_usd - (own->received_usd - own->gain_usd) - own->written_off_usd;
}

static void release(Chain *t, Mineral *own)
{
    Customer *us = &t->customers[own->us], *reserve = &t->customers[own->reserve];
    double usable = MIN(reserve->stock, own->usable_t), refused = 0.0;
    EACH_HOLDER(s)
        refused += t->tallies[s].gap - claim(&t->tallies[s]);
    double tonnes = MIN(MAX(0.0, us->gap - refused), MIN(usable, own->release_cap));
    if (tonnes <= 0.0)
        return;
    double paid = book_usd(own) * tonnes / (reserve->stock + reserve->pipeline);
    us->gap -= tonnes;
    reserve->stock = MAX(0.0, reserve->stock - tonnes);
    own->usable_t = MAX(0.0, own->usable_t - tonnes);
    own->released_t += tonnes;
    own->received_usd += paid;
    own->cash_usd += paid;
    hand_out(t, own, tonnes);
}

static void keep_stock(Chain *t, Mineral *own, double worth)
{
    Customer *reserve = &t->customers[own->reserve];
    double lost = reserve->stock * t->rates[2] / DAYS_PER_YEAR;
    if (lost > 0.0) {
        own->written_off_usd += book_usd(own) * lost / (reserve->stock + reserve->pipeline);
        reserve->stock -= lost;
        own->lost_t += lost;
    }
    double carrying = reserve->stock * t->customers[own->us].price * own->price_usd * t->rates[0] / DAYS_PER_YEAR;
    own->carrying_usd += carrying;
    own->cash_usd -= carrying;
    double outlay = own->spent_usd + own->carrying_usd - own->received_usd;
    own->discounted_cost_usd += worth * (outlay - own->outlay_usd);
    own->outlay_usd = outlay;
}

static bool add(Tally *row, int64_t day, double base, double demand, double unmet, double threshold)
{
    if (base <= 0.0)
        return false;
    double depth = unmet / base;
    row->unmet_t += unmet;
    row->base_t += base;
    row->equivalent_days += depth;
    row->price_lost_days += (base - demand) / base;
    if (depth <= threshold) {
        row->spell_d = 0.0;
        return false;
    }
    row->shortfall_days += 1.0;
    row->spell_d += 1.0;
    row->longest_spell_d = MAX(row->longest_spell_d, row->spell_d);
    row->peak_depth = MAX(row->peak_depth, depth);
    row->first_day = MIN(row->first_day, (double)day + 1.0 - unmet / demand);
    row->last_day = (double)day + 1.0;
    return true;
}

static void record(Chain *t, Mineral *own, int64_t day, double growth, double worth)
{
    Customer *us = &t->customers[own->us];
    double base = us->demand0 * growth * us->surge;
    if (us->gap < ROUNDING * base)
        us->gap = 0.0;
    own->consumed_t += us->need - us->gap;
    own->unmet_ratio = base > 0.0 ? us->gap / base : 0.0;
    own->peak_price = MAX(own->peak_price, us->price);
    if (own->gamma > 0.0 && us->price >= 0.999 * own->price_cap)
        own->price_cap_days += 1.0;
    EACH_HOLDER(s) {
        Tally *holder = &t->tallies[s];
        if (us->gap == 0.0 || holder->gap < ROUNDING * base)
            holder->gap = 0.0;
        add(holder, day, holder->share * base, holder->share * us->need, holder->gap, t->threshold);
        holder->discounted_unmet_t += worth * holder->gap;
    }
    t->short_days[day] = add(&t->tallies[own->tally_all], day, base, us->need, us->gap, t->threshold);
    EACH_CUSTOMER(c) {
        Customer *buyer = &t->customers[c];
        if (buyer->kind != MARKET || c == own->us)
            continue;
        if (buyer->gap < ROUNDING * buyer->demand0)
            buyer->gap = 0.0;
        own->rest_unmet_t += buyer->gap;
        own->consumed_t += buyer->need - buyer->gap;
    }
}

static void advance(Chain *t, int64_t day0, int64_t day1)
{
    Mineral *own = t->minerals;
    for (int64_t day = day0; day < day1; day++) {
        double rate = own->growth, worth = pow(1.0 + t->rates[3], -((double)day + 0.5) / DAYS_PER_YEAR);
        double growth = rate == 0.0 ? 1.0 : exp(rate * (double)day) * expm1(rate) / rate;
        arrive(t, own, day);
        produce(t, own, growth);
        consume(t, own, growth);
        order(t, own, growth);
        ask(t, own, growth);
        allocate(t, own, growth);
        ship(t, own, day);
        point(t, own, growth);
        price(t, own);
        release(t, own);
        keep_stock(t, own, worth);
        record(t, own, day, growth, worth);
    }
}

/* Restore the opening, then make every call after its changes (see recording.py). */
void play(
    Chain *t, uint64_t *block, const uint64_t *opening, int64_t words, int64_t calls, const int64_t *day0,
    const int64_t *day1, const int64_t *first, const int64_t *place, const uint64_t *word)
{
    memcpy(block, opening, (size_t)words * sizeof *block);
    for (int64_t call = 0; call < calls; call++) {
        for (int64_t k = first[call]; k < first[call + 1]; k++)
            block[place[k]] = word[k];
        advance(t, day0[call], day1[call]);
    }
}
