// Model 2: rename. X is Live with nickname N1 (and N1's row names X). r1 renames X to N2, r2 renames X to N1 (back);
// each in either activation of X. Z signs up wanting N1, W signs up wanting N2. Same abstractions as in signup.cpp.
#include "bfs.h"
enum { Abs, Tomb, Live };
enum { Idle, Claiming, Sent, Done, Failed, Orphan };
struct Cfg {
    bool orphans = true, alwaysBump = false;
    bool twoActs = true;
    bool cachedYes = false;
    bool r2 = true;
    bool noBumpAtAll = false;
    int vcap = 5;
    // ADR 13: X may end; X's given-up names are forgotten (their rows deleted) after a binding "no"
    bool end = false, forget = false;
    bool forgetUnasked = false, forgetNoCas = false, versionsRestart = false;
};
struct Rename : Labels {
    Cfg c;
    struct State {
        u8 kind[3], name[3], ver[3];
        u8 mname[2], mver[2];
        u8 pc[4], act[4], over[4], ns[4], fresh[4], ask[4];
        u8 owner[3];
        u8 cy[3];
        u8 pce, acte, overe;
        u8 fs[3], ff[3];
    };
    typedef std::function<void(const State&, const std::string&)> E;
    static int U(int o) { return o < 2 ? 0 : o - 1; }
    int T(int o) { return o == 0 ? 2 : o == 1 ? 1 : o == 2 ? 1 : 2; }
    static const char* ON(int o) {
        static const char* n[] = {"r1", "r2", "z", "w"};
        return n[o];
    }
    static const char* UN(int u) {
        static const char* n[] = {"X", "Z", "W"};
        return n[u];
    }
    State init() {
        State s;
        memset(&s, 0, sizeof s);
        s.kind[0] = Live;
        s.name[0] = 1;
        s.ver[0] = 1;
        s.owner[1] = 1;
        return s;
    }
    // A row deleted and inserted anew has a version that nobody remembers, unless versions start again: then whoever
    // read the old row fits the new one.
    void stale(State& s, int t, bool anew) {
        s.cy[t] = 0;
        s.ff[t] = anew && (s.fs[t] == 1 || s.fs[t] == 2);
        for (int i = 0; i < 4; i++)
            if (T(i) == t) s.fresh[i] = anew && (s.ns[i] == 2 || s.ns[i] == 3);
    }
    void nameWrite(State& s, int o) {
        int t = T(o);
        bool anew = c.versionsRestart && s.owner[t] == 0;
        s.owner[t] = U(o) + 1;
        stale(s, t, anew);
    }
    void load(State& s, int b) {
        s.mname[b] = s.name[0];
        s.mver[b] = s.ver[0];
    }
    bool underway(const State& s, int b) {
        for (int o = 0; o < 2; o++)
            if ((s.pc[o] == Claiming || s.pc[o] == Sent) && s.act[o] == b) return true;
        return false;
    }
    template <class K>
    void holds(const State& s0, int u, int n, K k) {
        if (u) {
            State s = s0;
            if (s.kind[u] == Live) {
                k(s, s.name[u] == n, L("%s.HoldsAsync(N%d): %s", UN(u), n, s.name[u] == n ? "YES" : "no, final"));
                return;
            }
            if (s.ver[u] < c.vcap) {
                s.kind[u] = Tomb;
                s.ver[u]++;
                k(s, 0, L("%s.HoldsAsync(N%d): tombstone -> NO", UN(u), n));
            }
            return;
        }
        for (int b = 0; b < (c.twoActs ? 2 : 1); b++)
            for (int re = 0; re < 2; re++) {
                if (!re && !s0.mver[b]) continue;
                State s = s0;
                if (re) load(s, b);
                const char* h = re ? "reads row" : "from memory";
                if (s.mname[b] == 3) {
                    k(s, 0, L("X.HoldsAsync(N%d) act%d %s: ended -> NO, final", n, b, h));
                    continue;
                }
                if (s.mname[b] == n) {
                    k(s, 1, L("X.HoldsAsync(N%d) act%d %s: YES", n, b, h));
                    continue;
                }
                if (c.noBumpAtAll || (!c.alwaysBump && !underway(s, b))) {
                    k(s, 0,
                      L("X.HoldsAsync(N%d) act%d %s: name is N%d, nothing under way HERE -> NO without a write", n, b,
                        h, s.mname[b]));
                    continue;
                }
                if (s.mver[b] == s.ver[0]) {
                    if (s.ver[0] >= c.vcap) continue;
                    State t = s;
                    t.ver[0]++;
                    load(t, b);
                    k(t, 0, L("X.HoldsAsync(N%d) act%d: writes the record once more -> NO", n, b));
                    t = s;
                    t.ver[0]++;
                    t.mname[b] = t.mver[b] = 0;
                    k(t, -1, L("X.HoldsAsync(N%d) act%d: bump lands, reply lost", n, b));
                } else {
                    State t = s;
                    load(t, b);
                    k(t, -1, L("X.HoldsAsync(N%d) act%d: bump conflicts, reloads", n, b));
                }
            }
    }
    void next(const State& s, E& emit) {
        more(s, emit);
        for (int o = 0; o < 4; o++) {
            if (o == 1 && !c.r2) continue;
            int u = U(o), n = T(o);
            switch (s.pc[o]) {
                case Idle:
                    if (u == 0) {
                        for (int b = 0; b < (c.twoActs ? 2 : 1); b++)
                            for (int re = 0; re < 2; re++) {
                                if (!re && !s.mver[b]) continue;
                                State t = s;
                                if (re) load(t, b);
                                t.act[o] = b;
                                t.over[o] = t.mver[b];
                                if (t.mname[b] == n || t.mname[b] == 3) continue;
                                t.pc[o] = Claiming;
                                t.ns[o] = 1;
                                emit(t,
                                     L("%s (X -> N%d) starts in act%d, remembers version %d", ON(o), n, b, t.over[o]));
                            }
                    } else {
                        State t = s;
                        if (s.kind[u] == Live) break;
                        t.pc[o] = Claiming;
                        t.ns[o] = 1;
                        t.over[o] = s.ver[u];
                        emit(t, L("%s signs up wanting N%d, remembers version %d", UN(u), n, t.over[o]));
                    }
                    break;
                case Claiming: {
                    State t = s;
                    t.pc[o] = Failed;
                    emit(t, L("%s fails", ON(o)));
                    if (s.ns[o] == 4) {
                        t = s;
                        t.pc[o] = Sent;
                        emit(t, L("%s sends its commit (version %d)", ON(o), s.over[o]));
                    }
                    break;
                }
                case Sent:
                case Orphan: {
                    State t = s;
                    if (s.ver[u] == s.over[o]) {
                        t.ver[u]++;
                        t.kind[u] = Live;
                        t.name[u] = n;
                        t.pc[o] = Done;
                        State l = t;
                        if (u == 0 && s.pc[o] == Sent) {
                            load(t, s.act[o]);
                            l.mname[s.act[o]] = l.mver[s.act[o]] = 0;
                        }
                        emit(t, L("%s's commit LANDS: %s is N%d", ON(o), UN(u), n));
                        emit(l, L("%s's commit LANDS: %s is N%d (activation dropped)", ON(o), UN(u), n));
                    } else {
                        t.pc[o] = Failed;
                        emit(t, L("%s's commit conflicts", ON(o)));
                    }
                    if (c.orphans && s.pc[o] == Sent) {
                        t = s;
                        t.pc[o] = Orphan;
                        if (u) emit(t, L("%s crashes, its write in flight", ON(o)));
                        if (u == 0) {
                            t.mname[s.act[o]] = t.mver[s.act[o]] = 0;
                            emit(t, L("%s crashes with its activation, its write in flight", ON(o)));
                        }
                    }
                    break;
                }
            }
            switch (s.ns[o]) {
                case 1: {
                    State t = s;
                    int w = s.owner[n];
                    if (w == 0 || w == u + 1) {
                        nameWrite(t, o);
                        t.ns[o] = 4;
                        emit(t, L("N%d: reserve(%s) writes owner=%s", n, ON(o), UN(u)));
                        t = s;
                        nameWrite(t, o);
                        t.ns[o] = 5;
                        emit(t, L("N%d: reserve(%s) writes, reply lost", n, ON(o)));
                    } else if (c.cachedYes && s.cy[n]) {
                        t.ns[o] = 5;
                        emit(t, L("N%d: reserve(%s) refused by a remembered yes", n, ON(o)));
                    } else {
                        t.ns[o] = 2;
                        t.fresh[o] = 1;
                        t.ask[o] = w - 1;
                        emit(t, L("N%d: reserve(%s) meets owner %s past its lease, asks", n, ON(o), UN(w - 1)));
                    }
                    break;
                }
                case 2:
                    holds(s, s.ask[o], n, [&](const State& h, int ans, const std::string& l) {
                        State t = h;
                        if (ans == 1) {
                            t.ns[o] = 5;
                            if (c.cachedYes && t.fresh[o]) t.cy[n] = 1;
                            t.fresh[o] = 0;
                            t.ask[o] = 0;
                        } else if (ans == 0) {
                            t.ns[o] = 3;
                            t.ask[o] = 0;
                        }
                        emit(t, l);
                    });
                    break;
                case 3: {
                    State t = s;
                    if (s.fresh[o] || (c.forget && s.owner[n] == 0)) {
                        nameWrite(t, o);
                        t.ns[o] = 4;
                        emit(t, L("N%d: reserve(%s) CAS owner=%s", n, ON(o), UN(u)));
                    } else {
                        t.ns[o] = 1;
                        emit(t, L("N%d: reserve(%s) CAS conflicts, starts over", n, ON(o)));
                    }
                    break;
                }
            }
        }
    }
    void more(const State& s, E& emit) {
        if (c.end) switch (s.pce) {
                case Idle:
                    for (int b = 0; b < (c.twoActs ? 2 : 1); b++)
                        for (int re = 0; re < 2; re++) {
                            if (!re && !s.mver[b]) continue;
                            State t = s;
                            if (re) load(t, b);
                            if (t.mname[b] == 3) continue;
                            t.acte = b;
                            t.overe = t.mver[b];
                            t.pce = Sent;
                            emit(t, L("end (of X) starts in act%d, sends its commit (version %d)", b, t.overe));
                        }
                    break;
                case Sent:
                case Orphan: {
                    State t = s;
                    if (s.ver[0] == s.overe) {
                        t.ver[0]++;
                        t.name[0] = 3;
                        t.pce = Done;
                        State l = t;
                        if (s.pce == Sent) {
                            load(t, s.acte);
                            l.mname[s.acte] = l.mver[s.acte] = 0;
                        }
                        emit(t, L("X's end LANDS"));
                        emit(l, L("X's end LANDS (activation dropped)"));
                    } else {
                        t.pce = Failed;
                        emit(t, L("X's end conflicts"));
                    }
                    if (c.orphans && s.pce == Sent) {
                        t = s;
                        t.pce = Orphan;
                        t.mname[s.acte] = t.mver[s.acte] = 0;
                        emit(t, L("end crashes with its activation, its write in flight"));
                    }
                    break;
                }
            }
        // forget: at any time, for any name whose row names X (an over-approximation: the code does it after a commit
        // that gave the name up)
        if (c.forget)
            for (int n = 1; n < 3; n++) switch (s.fs[n]) {
                    case 0:
                        if (s.owner[n] == 1) {
                            State t = s;
                            t.fs[n] = c.forgetUnasked ? 2 : 1;
                            t.ff[n] = 1;
                            emit(t, L("N%d: forget(X) reads its row", n));
                        }
                        break;
                    case 1:
                        holds(s, 0, n, [&](const State& h, int ans, const std::string& l) {
                            State t = h;
                            if (ans == 1) {
                                t.fs[n] = 0;
                                t.ff[n] = 0;
                            } else if (ans == 0)
                                t.fs[n] = 2;
                            emit(t, l + " [forget]");
                        });
                        break;
                    case 2: {
                        State t = s;
                        t.fs[n] = 0;
                        t.ff[n] = 0;
                        if (s.ff[n] || c.forgetNoCas) {
                            t.owner[n] = 0;
                            stale(t, n, false);
                            t.ff[n] = 0;
                            emit(t, L("N%d: forget(X) deletes the row", n));
                        } else
                            emit(t, L("N%d: forget(X) conflicts", n));
                        break;
                    }
                }
    }
    const char* bad(const State& s) {
        for (int u = 0; u < 3; u++) {
            if (s.kind[u] != Live || s.name[u] == 3) continue;
            for (int v = 0; v < u; v++)
                if (s.kind[v] == Live && s.name[u] == s.name[v]) return "I1: two live accounts with one name";
            if (s.owner[s.name[u]] != u + 1) return "I1: a live account's claim does not name it";
        }
        if (c.cachedYes)
            for (int n = 1; n < 3; n++)
                if (s.cy[n] && s.owner[n] && !(s.kind[s.owner[n] - 1] == Live && s.name[s.owner[n] - 1] == n))
                    return "I5: the name is refused for ever (remembered yes), its owner gave it up";
        return nullptr;
    }
    std::string show(const State& s) {
        char b[200];
        snprintf(b, 200, "X=N%d v%d; Z kind %d; W kind %d; N1.owner=%d N2.owner=%d", s.name[0], s.ver[0], s.kind[1],
                 s.kind[2], s.owner[1], s.owner[2]);
        return b;
    }
};

int main(int argc, char** argv) {
    Searches<Rename, Cfg> search(argc, argv);
    Cfg rules;
    rules.alwaysBump = true;
    Cfg c = rules;
    c.r2 = false;
    search.holds("rename: r1", c);
    c = rules;
    c.vcap = 4;
    search.holds("rename: r1, r2, vcap 4", c);
    c = rules;
    c.cachedYes = true;
    search.breaks("rename: a yes is remembered for ever", c);

    c = Cfg();
    c.twoActs = c.orphans = false;
    search.holds("rename, no write unless under way here: 1 act, no late writes", c);
    c.orphans = true;
    search.breaks("rename, no write unless under way here: 1 act, late writes", c);
    c.noBumpAtAll = true;
    search.breaks("rename, never a write before a no: 1 act", c);
    c = Cfg();
    c.orphans = false;
    search.breaks("rename, no write unless under way here: 2 acts", c);

    // docs/adr/0013-account.md: the account may end, and the rows of given-up names are deleted after a binding "no".
    Cfg end = rules;
    end.vcap = 4;
    end.forget = end.end = true;
    c = end;
    c.end = false;
    search.holds("end: rows deleted, no end, r1, r2, vcap 4", c);
    c.versionsRestart = true;
    search.breaks("end: versions of a deleted row start again", c);
    c = end;
    c.r2 = false;
    search.holds("end: rows deleted, r1, vcap 4", c);
    c.forgetUnasked = true;
    search.breaks("end: rows deleted without asking", c);
    c.forgetUnasked = false;
    c.forgetNoCas = true;
    search.breaks("end: rows deleted whatever their version is", c);
    c = end;
    c.vcap = 3;
    search.holds("end: rows deleted, r1, r2, vcap 3", c);
    c.twoActs = false;
    c.vcap = 4;
    search.holds("end: rows deleted, r1, r2, 1 act, vcap 4", c);
    return search.result();
}
