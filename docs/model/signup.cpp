// Model 1: sign-up. Users X,Y want ONE name N and redeem ONE code with a limit.
// What the model leaves out, it allows: each point below has more runs than the service.
//  - Leases have no state. Whoever meets a claim may treat it as in lease or as past its lease, at any moment.
//    So a step that only ends a lease is no step of its own, except in the broken variant where it frees the name.
//  - A write by compare-and-swap is one step: read, decide, write. A write that was decided on an older version (an
//    overlapping activation, stale memory) fails. Only "read, ask the owner, write" is split: the member `fresh`.
//  - The code's grain applies an owner's answer later, to whatever its row is then, because its calls interleave.
//  - X has two activations with their own, possibly stale, memory. Attempts and HoldsAsync run in either.
//  - A write may land with its reply lost, or land after its writer timed out or crashed: the state Orphan.
#include <cstdlib>

#include "bfs.h"
enum { Abs, Tomb, Live, Gone, Unk = 9 };
// Where an attempt is. Orphan: its commit is in flight and nobody waits for it.
enum { Idle, Claiming, Sent, Landed, Conflict, Done, Failed, Orphan };
struct Cfg {
    int na = 3;
    int limit = 1;
    int nactX = 2, nactY = 1;
    bool withName = true, withCode = true;
    int vcap = 4;
    // broken variants
    bool noTomb = false, pendByUser = false, releaseFrees = false, commitMem = false, noCas = false;
    // readings of ambiguous places
    bool tombNoRewrite = false, repeatNoWrite = false, repeatFromMem = false, conflictRetry = false,
         resendRedeem = false, readOnlySettle = true;
    int removeTomb = 0; /*1 any time, 2 when no attempt of the user runs*/
    bool monotone = false;
    bool lapse = false, goneDropsAtt = false;
    bool replaceOwn = false;
    bool supersede = false;
    bool limitInMem = false;
    bool lateVersion = false;
    bool settleUnchecked = false;
    bool checkTold = false;
    bool cancel = false;
    // docs/adr/0016: an attempt that is over deletes the rows of names that only it was ever granted; a sweep deletes
    // any row after its owner's "no"
    bool withdraw = false, sweep = false;
    bool wdSettled = false;
    bool callOver = false;
    bool wdByUser = false, wdLastOnly = false, wdSent = false, wdRestart = false, sweepUnasked = false;
};
struct Signup : Labels {
    Cfg c;
    struct State {
        u8 kind[2], ratt[2], ver[2], maxver[2];
        u8 mk[2][2], matt[2][2], mver[2][2];
        u8 pc[4], act[4], aver[4], ns[4], fresh[4], cs[4], told[4];
        u8 owner, natt, ever;
        u8 reg, pend, dup;
        u8 counted[4], res[4];
        u8 commits[2];
        u8 shared, fs, ff, fw, over[2];
    };
    typedef std::function<void(const State&, const std::string&)> E;
    static int U(int a) { return a < 2 ? 0 : 1; }  // attempts 0,1 of X; 2,3 of Y
    static const char* AN(int a) {
        static const char* n[] = {"x1", "x2", "y1", "y2"};
        return n[a];
    }
    static const char* UN(int u) { return u ? "Y" : "X"; }
    bool used(int a) {
        if (c.na == 2) return a == 0 || a == 1;
        if (c.na == 3) return a != 3;
        if (c.na == 22) return a == 0 || a == 2;
        return true;
    }
    int key(int a) { return c.pendByUser ? U(a) * 2 : a; }
    State init() {
        State s;
        memset(&s, 0, sizeof s);
        memset(s.mk, Unk, sizeof s.mk);
        for (int a = 0; a < 4; a++) {
            if (!c.withName) s.ns[a] = 0;
        }
        return s;
    }
    void setrow(State& s, int u, int kind, int att) {
        int v = s.kind[u] == Abs ? (c.monotone ? s.maxver[u] + 1 : 1) : s.ver[u] + 1;
        s.kind[u] = kind;
        s.ratt[u] = att;
        s.ver[u] = v;
        if (v > s.maxver[u] || !c.monotone) s.maxver[u] = c.monotone ? v : 0;
    }
    void load(State& s, int u, int b) {
        s.mk[u][b] = s.kind[u];
        s.matt[u][b] = s.ratt[u];
        s.mver[u][b] = s.ver[u];
    }
    void unload(State& s, int u, int b) {
        s.mk[u][b] = Unk;
        s.matt[u][b] = 0;
        s.mver[u][b] = 0;
    }
    bool match(const State& s, int u, int v) { return s.ver[u] == v; }  // absent has version 0
    // The row remembers that another attempt of the same owner was granted it, until it changes hands.
    void nameWrite(State& s, int u, int a) {
        bool own = s.owner == u + 1;
        if (c.withdraw) s.shared = own && !c.wdLastOnly && (s.shared || s.natt != a);
        bool anew = c.wdRestart && s.owner == 0;
        s.owner = u + 1;
        s.natt = a;
        if (!anew) unread(s);
        s.ever |= 1 << u;
    }
    void unread(State& s) {
        for (int i = 0; i < 4; i++) s.fresh[i] = 0;
        s.ff = 0;
    }
    void nameDelete(State& s) {
        s.owner = 0;
        s.natt = 0;
        s.shared = 0;
        if (!c.wdRestart) unread(s);
    }
    // HoldsAsync. claim: name (att<0) or use (att). k(state, ans 1 yes /0 no /-1 still asking, label)
    template <class K>
    void holds(const State& s0, int u, int att, K k) {
        int nb = u == 0 ? c.nactX : c.nactY;
        for (int b = 0; b < nb; b++)
            for (int re = 0; re < 2; re++) {
                if (!re && s0.mk[u][b] == Unk) continue;
                State s = s0;
                if (re) load(s, u, b);
                const char* how = re ? "reads row" : "from memory";
                int kd = s.mk[u][b];
                auto lab = [&](const char* what) {
                    return L("%s.HoldsAsync(%s) act%d %s: %s", UN(u), att < 0 ? "N" : AN(att), b, how, what);
                };
                if (kd == Live || kd == Gone) {
                    bool y;
                    if (att < 0)
                        y = kd == Live;
                    else
                        y = c.pendByUser ? true : s.matt[u][b] == att + 1;
                    if (kd == Gone && c.goneDropsAtt && att >= 0) y = false;
                    if (att < 0 && kd == Live && c.lapse) {
                        State t = s;
                        if (match(t, u, t.mver[u][b])) {
                            if (t.ver[u] < c.vcap + 1) {
                                setrow(t, u, Gone, t.ratt[u]);
                                load(t, u, b);
                                k(t, 0, lab("never activated: ends the account -> NO"));
                            }
                        } else {
                            load(t, u, b);
                            k(t, -1, lab("conflict, reloads"));
                        }
                    }
                    k(s, y ? 1 : 0, lab(y ? "YES" : "no (record is final)"));
                    continue;
                }
                if (kd == Abs && c.noTomb) {
                    k(s, 0, lab("NO (no tombstone)"));
                    continue;
                }
                if (kd == Tomb && c.tombNoRewrite) {
                    k(s, 0, lab("tombstone already there -> NO without a write"));
                    continue;
                }
                if (c.noTomb) {
                    k(s, 0, lab("NO"));
                    continue;
                }
                if (match(s, u, s.mver[u][b])) {
                    if (s.ver[u] >= c.vcap) continue;
                    State t = s;
                    setrow(t, u, Tomb, 0);
                    State l = t;
                    load(t, u, b);
                    k(t, 0, lab("writes tombstone -> NO"));
                    unload(l, u, b);
                    k(l, -1, lab("tombstone lands, reply lost"));
                } else {
                    State t = s;
                    load(t, u, b);
                    k(t, -1, lab("tombstone write conflicts, reloads"));
                }
            }
    }
    void addPend(State& s, int a) { s.pend |= 1 << key(a); }
    int npend(const State& s) { return __builtin_popcount(s.pend); }
    void next(const State& s, E& emit) {
        for (int a = 0; a < 4; a++) {
            if (!used(a)) continue;
            int u = U(a);
            switch (s.pc[a]) {
                case Idle: {
                    if (s.over[u]) break;
                    int nb = u == 0 ? c.nactX : c.nactY;
                    for (int b = 0; b < nb; b++)
                        for (int m = 0; m < 3; m++) {  // 0 from memory, 1 load, 2 insert-first (assume absent)
                            if (m == 0 && s.mk[u][b] == Unk) continue;
                            if (m == 2 && s.mk[u][b] != Unk) continue;
                            State t = s;
                            if (m == 1) load(t, u, b);
                            int kd = m == 2 ? Abs : t.mk[u][b];
                            int v = m == 2 ? 0 : t.mver[u][b];
                            t.act[a] = b;
                            if (kd == Live || kd == Gone) {
                                t.pc[a] = Done;
                                emit(t, L("%s starts in act%d: already committed, first result again", AN(a), b));
                                continue;
                            }
                            t.pc[a] = Claiming;
                            t.aver[a] = v;
                            t.ns[a] = c.withName ? 1 : 4;
                            t.cs[a] = c.withCode ? 1 : 4;
                            if (c.resendRedeem) t.dup |= 1 << a;
                            emit(t, L("%s starts in %s.act%d, remembers version %d (%s); sends its claims", AN(a),
                                      UN(u), b, v,
                                      m == 0   ? "memory"
                                      : m == 1 ? "read"
                                               : "assumed absent, insert first"));
                        }
                    break;
                }
                case Claiming: {
                    State t = s;
                    t.pc[a] = Failed;
                    emit(t, L("%s fails or crashes (refusal, time-out)", AN(a)));
                    if (s.ns[a] == 4 && s.cs[a] == 4) {
                        State t2 = s;
                        t2.pc[a] = Sent;
                        if (c.commitMem && s.mk[u][s.act[a]] != Unk) t2.aver[a] = s.mver[u][s.act[a]];
                        emit(t2, L("%s sends its commit (against version %d)", AN(a), t2.aver[a]));
                    }
                    break;
                }
                case Sent:
                case Orphan: {
                    State t = s;
                    if (match(s, u, s.aver[a]) && s.kind[u] != Gone) {
                        setrow(t, u, Live, a + 1);
                        t.commits[u]++;
                        t.pc[a] = s.pc[a] == Sent ? Landed : Done;
                        emit(t, L("%s's commit LANDS%s", AN(a), s.pc[a] == Orphan ? " (late, nobody waiting)" : ""));
                    } else {
                        t.pc[a] = s.pc[a] == Sent ? Conflict : Failed;
                        emit(t, L("%s's commit conflicts", AN(a)));
                    }
                    if (s.pc[a] == Sent) {
                        State o = s;
                        o.pc[a] = Orphan;
                        emit(o, L("%s crashes, its commit write is in flight", AN(a)));
                        if (c.checkTold) {
                            if (c.readOnlySettle) {
                                if (!(s.kind[u] >= Live)) {
                                    o = s;
                                    o.pc[a] = Orphan;
                                    o.told[a] = 1;
                                    load(o, u, s.act[a]);
                                    emit(o, L("%s times out, reads the row: not committed, answers 'failed'", AN(a)));
                                }
                            } else if (s.kind[u] < Live && s.ver[u] < c.vcap) {
                                o = s;
                                o.pc[a] = Orphan;
                                o.told[a] = 1;
                                setrow(o, u, Tomb, 0);
                                load(o, u, s.act[a]);
                                emit(o, L("%s times out, writes the tombstone, answers 'failed'", AN(a)));
                            }
                        }
                    }
                    break;
                }
                case Landed: {
                    State t = s;
                    t.pc[a] = Done;
                    load(t, u, s.act[a]);
                    emit(t, L("%s's commit is acknowledged (or lost and read back): 201", AN(a)));
                    t = s;
                    t.pc[a] = Done;
                    unload(t, u, s.act[a]);
                    emit(t, L("%s crashes after its commit", AN(a)));
                    break;
                }
                case Conflict: {
                    State t = s;
                    load(t, u, s.act[a]);
                    t.pc[a] = Failed;
                    emit(t, L("%s reads the row and fails", AN(a)));
                    if (c.conflictRetry && s.kind[u] == Tomb) {
                        t.pc[a] = Claiming;
                        t.aver[a] = t.ver[u];
                        emit(t, L("%s reads the tombstone and commits again against ITS version", AN(a)));
                    }
                    break;
                }
                case Failed:
                    if (c.releaseFrees && c.withName && s.owner == u + 1 && s.natt == a) {
                        State t = s;
                        nameWrite(t, u, a);
                        t.owner = 0;
                        t.natt = 0;
                        emit(t, L("release(%s) frees N directly", AN(a)));
                    }
                    break;
            }
            // ADR 2: the activation that ran the attempt says it is over (refused, conflict, or settled by a
            // tombstone): its pending use is dropped
            if (c.cancel && c.withCode && (s.pc[a] == Failed || (s.pc[a] == Orphan && s.told[a])) &&
                (s.pend >> key(a) & 1)) {
                State t = s;
                t.pend &= ~(1 << key(a));
                emit(t, L("code: cancel(%s), given up by its own user", AN(a)));
            }
            // ADR 16: withdraw, any time after the attempt is over. One compare-and-swap on the version that was read.
            if (c.withdraw && c.withName && s.owner == u + 1 && (c.wdByUser || (s.natt == a && !s.shared))) {
                bool ends = s.pc[a] == Failed || (c.wdSettled && s.pc[a] == Orphan && s.told[a]) ||
                            (c.wdSent && (s.pc[a] == Sent || s.pc[a] == Orphan));
                if (ends) {
                    State t = s;
                    nameDelete(t);
                    emit(t, L("N: withdraw(%s) deletes the row", AN(a)));
                }
            }
            // name operation at the reservation grain (goes on when its caller is gone)
            if (c.withName) switch (s.ns[a]) {
                    case 1: {
                        State t = s;
                        if (s.owner == 0 || s.owner == u + 1) {
                            if (c.noCas) {
                                t.ns[a] = 3;
                                emit(t, L("N: reserve(%s) reads: free or own", AN(a)));
                            } else {
                                nameWrite(t, u, a);
                                t.ns[a] = 4;
                                emit(t, L("N: reserve(%s) writes owner=%s: granted", AN(a), UN(u)));
                                t = s;
                                nameWrite(t, u, a);
                                t.ns[a] = 5;
                                emit(t, L("N: reserve(%s) writes owner=%s, reply lost", AN(a), UN(u)));
                            }
                            if (c.repeatNoWrite && s.owner == u + 1) {
                                t = s;
                                t.ns[a] = 4;
                                emit(t, L("N: reserve(%s) already own: granted WITHOUT a write", AN(a)));
                            }
                        } else {
                            t.ns[a] = 2;
                            t.fresh[a] = 1;
                            emit(t, L("N: reserve(%s) meets owner %s past its lease, asks", AN(a), UN(1 - u)));
                        }
                        if (c.repeatFromMem && (s.ever >> u & 1)) {
                            t = s;
                            t.ns[a] = 4;
                            emit(t, L("N: reserve(%s) own by (stale) memory: granted without a write", AN(a)));
                        }
                        break;
                    }
                    case 2:
                        holds(s, 1 - u, -1, [&](const State& h, int ans, const std::string& l) {
                            State t = h;
                            if (ans == 1) {
                                t.ns[a] = 5;
                                t.fresh[a] = 0;
                            } else if (ans == 0)
                                t.ns[a] = 3;
                            emit(t, l);
                        });
                        break;
                    case 3: {
                        State t = s;
                        if (c.noCas || s.fresh[a] || ((c.withdraw || c.sweep) && s.owner == 0)) {
                            nameWrite(t, u, a);
                            t.ns[a] = 4;
                            emit(t, L("N: reserve(%s) %s owner=%s: granted", AN(a), c.noCas ? "writes (no CAS)" : "CAS",
                                      UN(u)));
                        } else {
                            t.ns[a] = 1;
                            emit(t, L("N: reserve(%s) CAS conflicts, starts over", AN(a)));
                        }
                        break;
                    }
                }
            // redeem at the code grain
            if (c.withCode) {
                for (int d = 0; d < 2; d++) {
                    if (d == 0 ? s.cs[a] != 1 : !(s.dup >> a & 1)) continue;
                    State t = s;
                    bool have = s.pend >> key(a) & 1;
                    auto done = [&](State& t, bool ok) {
                        if (d)
                            t.dup &= ~(1 << a);
                        else
                            t.cs[a] = ok ? 4 : 5;
                    };
                    const char* dn = d ? " (a second copy of the call)" : "";
                    if (have) {
                        done(t, true);
                        emit(t, L("code: redeem(%s)%s already pending: ok", AN(a), dn));
                    } else if (s.reg + npend(s) < c.limit) {
                        addPend(t, a);
                        done(t, true);
                        emit(t, L("code: redeem(%s)%s writes pending: ok", AN(a), dn));
                        if (!d) {
                            t = s;
                            addPend(t, a);
                            done(t, false);
                            emit(t, L("code: redeem(%s) writes pending, reply lost", AN(a)));
                        }
                    }
                    if (c.replaceOwn && !c.pendByUser) {
                        int o = a ^ 1;
                        if (used(o) && (s.pend >> o & 1) && !have) {
                            t = s;
                            t.pend &= ~(1 << o);
                            addPend(t, a);
                            done(t, true);
                            emit(t, L("code: redeem(%s) replaces the same user's pending %s", AN(a), AN(o)));
                        }
                    }
                    if (c.supersede) {
                        int o = a ^ 1;
                        if (used(o) && (s.pend >> o & 1) && !have && s.aver[o] < s.aver[a]) {
                            t = s;
                            t.pend &= ~(1 << o);
                            addPend(t, a);
                            done(t, true);
                            emit(t, L("code: redeem(%s,v%d) supersedes the same user's pending %s (v%d)", AN(a),
                                      s.aver[a], AN(o), s.aver[o]));
                        }
                    }
                }
            }
        }
        if (c.withCode)
            for (int a = 0; a < 4; a++) {
                if (!used(a) || key(a) != a) continue;
                int u = U(a);
                bool p = s.pend >> a & 1;
                bool com = s.kind[u] >= Live && (c.pendByUser || s.ratt[u] == a + 1);
                if (com && p) {
                    State t = s;
                    t.pend &= ~(1 << a);
                    t.reg++;
                    t.counted[a]++;
                    emit(t, L("code: settle(%s) counts", AN(a)));
                }
                if (c.settleUnchecked && com && !p && s.counted[a] < 2) {
                    State t = s;
                    t.reg++;
                    t.counted[a]++;
                    emit(t, L("code: settle(%s) counts unchecked", AN(a)));
                }
                switch (s.res[a]) {
                    case 0:
                        if (p) {
                            State t = s;
                            t.res[a] = 1;
                            emit(t, L("code: pending %s is past its lease, asks %s", AN(a), UN(u)));
                        }
                        break;
                    case 1:
                        holds(s, u, a, [&](const State& h, int ans, const std::string& l) {
                            State t = h;
                            if (ans >= 0) t.res[a] = ans ? 2 : 3;
                            emit(t, l);
                        });
                        break;
                    case 2: {
                        State t = s;
                        t.res[a] = 0;
                        if (p) {
                            t.pend &= ~(1 << a);
                            t.reg++;
                            t.counted[a]++;
                        }
                        emit(t, L("code: yes about %s applied%s", AN(a), p ? ": counted" : ": no longer pending"));
                        break;
                    }
                    case 3: {
                        State t = s;
                        t.res[a] = 0;
                        if (p) t.pend &= ~(1 << a);
                        emit(t, L("code: no about %s applied%s", AN(a), p ? ": dropped" : ""));
                        break;
                    }
                }
            }
        // ADR 16: the sweep: for any row, at any time (an over-approximation), ask its owner, then delete the row that
        // was read
        if (c.sweep) switch (s.fs) {
                case 0:
                    if (s.owner) {
                        State t = s;
                        t.fs = c.sweepUnasked ? 2 : 1;
                        t.ff = 1;
                        t.fw = s.owner;
                        emit(t, L("sweep reads N's row, owner %s", UN(s.owner - 1)));
                    }
                    break;
                case 1:
                    holds(s, s.fw - 1, -1, [&](const State& h, int ans, const std::string& l) {
                        State t = h;
                        if (ans == 1) {
                            t.fs = 0;
                            t.ff = 0;
                            t.fw = 0;
                        } else if (ans == 0)
                            t.fs = 2;
                        emit(t, l + " [sweep]");
                    });
                    break;
                case 2: {
                    State t = s;
                    t.fs = 0;
                    t.fw = 0;
                    bool fits = s.ff && s.owner;
                    t.ff = 0;
                    if (fits) {
                        nameDelete(t);
                        emit(t, L("sweep deletes N's row"));
                    } else
                        emit(t, L("sweep conflicts"));
                    break;
                }
            }
        // ADR 16: the call that ran all attempts of a random id removes its tombstone: none runs, none will
        if (c.callOver)
            for (int u = 0; u < 2; u++)
                if (!s.over[u]) {
                    bool any = false, run = false;
                    for (int a = 0; a < 4; a++)
                        if (used(a) && U(a) == u) {
                            any |= s.pc[a] != Idle;
                            run |= s.pc[a] != Idle && s.pc[a] != Failed;
                        }
                    if (any && !run) {
                        State t = s;
                        t.over[u] = 1;
                        if (s.kind[u] == Tomb) {
                            t.kind[u] = Abs;
                            t.ver[u] = 0;
                            t.ratt[u] = 0;
                        }
                        emit(t, L("%s's call is over; its tombstone, if any, is removed", UN(u)));
                    }
                }
        if (c.removeTomb)
            for (int u = 0; u < 2; u++)
                if (s.kind[u] == Tomb) {
                    bool run = false;
                    for (int a = 0; a < 4; a++)
                        if (used(a) && U(a) == u && (s.pc[a] == Claiming || s.pc[a] == Sent || s.pc[a] == Orphan))
                            run = true;
                    if ((c.removeTomb == 1 || !run) && s.maxver[u] < 3) {
                        State t = s;
                        t.kind[u] = Abs;
                        t.ver[u] = 0;
                        emit(t, L("%s's tombstone is removed", UN(u)));
                    }
                }
    }
    const char* bad(const State& s) {
        if (s.commits[0] > 1 || s.commits[1] > 1) return "I4: two commits for one user id";
        for (int u = 0; u < 2; u++) {
            if (s.commits[u] && s.kind[u] < Live) return "I4: a committed account was lost";
        }
        if (c.withName) {
            if (s.kind[0] == Live && s.kind[1] == Live) return "I1: two live accounts with one name";
            for (int u = 0; u < 2; u++)
                if (s.kind[u] == Live && s.owner != u + 1) return "I1: a live account's claim does not name it";
        }
        if (c.withCode) {
            if (s.reg + __builtin_popcount(s.pend) > c.limit) return "I3: registered + pending > limit";
            int com = 0;
            for (int u = 0; u < 2; u++) com += s.kind[u] >= Live;
            if (s.reg > com) return "I2: registered > committed";
            for (int a = 0; a < 4; a++) {
                if (s.counted[a] > 1) return "I2: counted twice";
                int u = U(a);
                if (s.kind[u] >= Live && s.ratt[u] == a + 1 && !c.pendByUser && !(s.pend >> a & 1) && !s.counted[a])
                    return "I2: a committed use is neither pending nor counted (never will be)";
                if (!c.pendByUser && s.counted[a] && !(s.kind[u] >= Live && s.ratt[u] == a + 1))
                    return "I7: an attempt that did not commit was counted";
            }
        }
        if (c.checkTold)
            for (int a = 0; a < 4; a++)
                if (s.told[a] && s.kind[U(a)] >= Live && s.ratt[U(a)] == a + 1)
                    return "I7: told 'failed', but committed";
        return nullptr;
    }
    std::string show(const State& s) {
        char b[300];
        snprintf(b, 300, "X row kind=%d att=%d v%d; Y row kind=%d att=%d v%d; N.owner=%d; registered=%d pending=0x%x",
                 s.kind[0], s.ratt[0], s.ver[0], s.kind[1], s.ratt[1], s.ver[1], s.owner, s.reg, s.pend);
        return b;
    }
};

int main(int argc, char** argv) {
    Searches<Signup, Cfg> search(argc, argv);
    Cfg c, names, code;
    names.withCode = false;
    code.withName = false;
    code.limit = 2;

    // The rules, names and code apart.
    c = names;
    search.holds("names: x1, x2, y1; X 2 acts, vcap 4", c);
    c = names;
    c.nactY = 2;
    search.holds("names: x1, x2, y1; X and Y 2 acts, vcap 4", c);
    c = code;
    c.limit = 1;
    search.holds("code: limit 1, vcap 4", c);
    c = code;
    search.holds("code: limit 2, vcap 4", c);
    c = code;
    c.limit = 3;
    c.vcap = 2;
    search.holds("code: limit 3 (no limit for 3 attempts), vcap 2", c);

    // Names and code together.
    c = Cfg();
    c.vcap = 2;
    search.holds("both: limit 1, x1, x2, y1, vcap 2", c);
    c = Cfg();
    c.na = 22;
    c.vcap = 2;
    search.holds("both: limit 1, x1, y1, vcap 2", c);
    c = Cfg();
    c.na = 2;
    c.vcap = 2;
    search.holds("both: limit 1, x1, x2, vcap 2", c);

    // Each rule left out.
    c = names;
    c.noTomb = true;
    search.breaks("no tombstone [names]", c);
    c = code;
    c.noTomb = true;
    search.breaks("no tombstone [code]", c);
    c = code;
    c.pendByUser = true;
    search.breaks("pending keyed by user, not by attempt", c);
    c = names;
    c.releaseFrees = true;
    search.breaks("a release frees the name", c);
    c = names;
    c.commitMem = true;
    c.nactX = 1;
    search.breaks("commit against the version in memory, 1 act [names]", c);
    c = code;
    c.commitMem = true;
    c.nactX = 1;
    search.breaks("commit against the version in memory, 1 act [code]", c);
    c = names;
    c.noCas = true;
    search.breaks("reserve without compare-and-swap", c);
    c = code;
    c.settleUnchecked = true;
    search.breaks("settle does not look at pending", c);

    // Other readings of the rules.
    c = names;
    c.tombNoRewrite = true;
    search.breaks("reading: no write where a tombstone is [names]", c);
    c = code;
    c.tombNoRewrite = true;
    search.breaks("reading: no write where a tombstone is [code]", c);
    c = names;
    c.repeatNoWrite = true;
    search.breaks("reading: a repeated reserve is granted without a write", c);
    c = names;
    c.repeatNoWrite = true;
    c.nactX = 1;
    search.breaks("reading: a repeated reserve without a write, 1 act", c);
    c = names;
    c.repeatFromMem = true;
    search.breaks("reading: a repeated reserve is granted from memory", c);
    c = names;
    c.conflictRetry = true;
    c.nactX = 1;
    search.breaks("reading: after a conflict commit on the version of the tombstone", c);
    c = code;
    c.resendRedeem = true;
    c.limit = 3;
    search.breaks("reading: redeem sent twice, same attempt, limit 3", c);
    c = code;
    c.resendRedeem = true;
    c.limit = 1;
    c.na = 2;
    c.vcap = 3;
    search.holds("reading: redeem sent twice, same attempt, limit 1, x1, x2, vcap 3", c);
    c = code;
    c.replaceOwn = true;
    search.breaks("reading: redeem replaces any older entry of its user", c);
    c = code;
    c.supersede = true;
    c.limit = 1;
    search.holds("redeem replaces an entry of a lower version, limit 1", c);
    c = code;
    c.supersede = true;
    c.na = 2;
    search.holds("redeem replaces an entry of a lower version, limit 2, x1, x2", c);
    c = names;
    c.checkTold = true;
    c.na = 22;
    search.breaks("reading: an unknown commit is settled by reading", c);
    c = names;
    c.checkTold = true;
    c.readOnlySettle = false;
    c.na = 22;
    search.holds("an unknown commit is settled by a tombstone, x1, y1", c);
    c = names;
    c.removeTomb = 1;
    c.monotone = true;
    search.breaks("reading: a tombstone is removed at any time", c);
    c = names;
    c.removeTomb = 2;
    search.breaks("reading: removed when no attempt runs, versions start again", c);
    c = names;
    c.removeTomb = 2;
    c.monotone = true;
    c.vcap = 3;
    search.holds("removed when no attempt runs, versions never come twice, vcap 3", c);

    // An account lapses.
    c = names;
    c.lapse = true;
    search.holds("lapse: names, vcap 4", c);
    c = Cfg();
    c.limit = 2;
    c.vcap = 2;
    c.lapse = true;
    c.na = 22;
    search.holds("lapse: both, limit 2, x1, y1, vcap 2", c);
    c = Cfg();
    c.limit = 2;
    c.vcap = 2;
    c.lapse = true;
    c.na = 22;
    c.goneDropsAtt = true;
    search.breaks("lapse: the record forgets its attempt", c);

    // docs/adr/0002-a-given-up-use-is-cancelled.md
    c = code;
    c.limit = 1;
    c.vcap = 4;
    c.cancel = true;
    search.holds("cancel: limit 1, vcap 4", c);
    c = code;
    c.limit = 1;
    c.vcap = 4;
    c.cancel = true;
    c.checkTold = true;
    c.readOnlySettle = false;
    c.na = 2;
    search.holds("cancel: limit 1, settled by a tombstone, x1, x2, vcap 4", c);
    c = code;
    c.limit = 2;
    c.vcap = 3;
    c.cancel = true;
    search.holds("cancel: limit 2, vcap 3", c);
    c = code;
    c.limit = 2;
    c.vcap = 3;
    c.cancel = true;
    c.checkTold = true;
    c.readOnlySettle = false;
    c.na = 2;
    search.holds("cancel: limit 2, settled by a tombstone, x1, x2, vcap 3", c);
    c = Cfg();
    c.vcap = 2;
    c.cancel = true;
    c.na = 22;
    search.holds("cancel: both, limit 1, x1, y1, vcap 2", c);
    c = code;
    c.limit = 1;
    c.cancel = true;
    c.supersede = true;
    search.holds("cancel: redeem replaces an entry of a lower version, limit 1", c);
    c = code;
    c.cancel = true;
    c.checkTold = true;
    c.na = 2;
    search.breaks("cancel: after a commit that was only read", c);

    // docs/adr/0016-withdrawn-claims.md
    Cfg wd = names;
    wd.withdraw = true;
    wd.vcap = 3;
    c = wd;
    search.holds("withdraw: x1, x2, y1; X 2 acts, vcap 3", c);
    c = wd;
    c.sweep = true;
    c.vcap = 2;
    search.holds("withdraw: with the sweep, vcap 2", c);
    c = wd;
    c.sweep = true;
    c.nactX = 1;
    search.holds("withdraw: with the sweep, 1 act, vcap 3", c);
    c = wd;
    c.checkTold = true;
    c.readOnlySettle = false;
    c.wdSettled = true;
    c.vcap = 2;
    search.holds("withdraw: also once settled by a tombstone, vcap 2", c);
    c = wd;
    c.na = 4;
    c.nactX = 1;
    c.vcap = 2;
    search.holds("withdraw: x1, x2, y1, y2; 1 act, vcap 2", c);
    c = Cfg();
    c.withdraw = true;
    c.cancel = true;
    c.na = 22;
    c.vcap = 2;
    search.holds("withdraw: both, with cancel, limit 1, x1, y1, vcap 2", c);
    c = wd;
    c.callOver = true;
    search.holds("withdraw: a call that is over removes its own tombstone", c);
    c = wd;
    c.callOver = true;
    c.sweep = true;
    c.nactX = 1;
    c.vcap = 2;
    search.holds("withdraw: the same with the sweep, 1 act, vcap 2", c);
    c = wd;
    c.wdByUser = true;
    search.breaks("withdraw: by user, not by attempt", c);
    c = wd;
    c.wdLastOnly = true;
    search.breaks("withdraw: the row remembers only its last attempt", c);
    c = wd;
    c.wdSent = true;
    c.na = 22;
    search.breaks("withdraw: while the commit is in flight", c);
    c = wd;
    c.wdRestart = true;
    search.breaks("withdraw: versions of a deleted row start again", c);
    c = wd;
    c.sweep = true;
    c.sweepUnasked = true;
    search.breaks("withdraw: swept without asking", c);
    c = wd;
    c.removeTomb = 1;
    c.monotone = true;
    search.breaks("withdraw: a tombstone is removed by anybody", c);
    return search.result();
}
