// Model 4: an account X that is not active corrects its address (docs/adr/0026-correcting-an-address.md). X is Live
// with address A1, and A1's row names X. c1 changes the address to A2, c2 back to A1; y and z are other users who sign
// up wanting A1 and A2. a1 and a2 are the attempts of one activation by a token that was mailed to A1 at first; a3 is
// an activation by the last token. The mail queue has one mail, asked for by a numbered request; workers w0 and w1 send
// it. With "first" the queue is empty at first: the mail of the sign-up is in the hand of a worker f, and its outbox
// message is there. Each call of X runs in either of two activations of X. Same abstractions as in signup.cpp.
#include "bfs.h"
enum { Abs, Tomb, Live };
enum { Idle, Claiming, Sent, Done, Failed, Orphan };
enum { Resting, Took, Prepared, Out, Tried };
struct Cfg {
    bool names = false, activations = false, mail = false;  // the parts of the model
    bool first = false;                                     // the first try is made from memory
    bool back = false;                                      // c2
    bool orphans = true, twoActs = true;
    int vcap = 4, runs = 1;
    // Broken variants.
    bool tokenCheckedOnce = false, tokensKept = false, releasedEarly = false;
    bool doneByUser = false, anyTry = false, preparedFromMemory = false, triedFromMemory = false;
    bool cleanedFromMemory = false, noMessage = false;
    bool firstReplaces = false, firstForgets = false, firstNotesLast = false;
};
struct Correct : Labels {
    Cfg c;
    struct Record {
        u8 addr, by, epoch, token, owed, ver;  // epoch: the last correction; token: bit e is a token of epoch e
    };
    struct State {
        Record x, m[2];  // X's row and the memory of its activations; ver 0: nothing in memory
        u8 kind[3], ver[3];
        u8 owner[3];
        u8 pc[4], act[4], over[4], ns[4], ask[4], fresh[4];       // c1, c2, y, z
        u8 apc[3], aact[3], aover[3], res[3], counted[3], pend, n;  // a1, a2, a3
        u8 fs, ff;                                                  // the release of A1
        u8 msg[2], ms[2], queue, made;  // messages of c1 and c2; the queued request, the last request
        u8 wpc[2], id[2], draft[2], runs[2];
        u8 firstMsg, fpc;  // the message of the sign-up; the first try
        u8 mailed, wrong;
    };
    typedef std::function<void(const State&, const std::string&)> E;
    static int U(int o) { return o < 2 ? 0 : o - 1; }
    static int T(int o) { return o == 0 || o == 3 ? 2 : 1; }
    static const char* ON(int o) {
        static const char* n[] = {"c1", "c2", "y", "z"};
        return n[o];
    }
    static const char* UN(int u) {
        static const char* n[] = {"X", "Y", "Z"};
        return n[u];
    }
    State init() {
        State s;
        memset(&s, 0, sizeof s);
        s.x.addr = s.x.owed = s.x.ver = 1;
        s.kind[0] = Live;
        s.owner[1] = 1;
        s.made = 1;
        if (c.first)
            s.firstMsg = 1, s.fpc = Prepared;
        else
            s.queue = 1;
        if (!c.mail) s.x.token = 1;
        return s;
    }
    // The activations that a call may run in, with their memory as it is or read anew.
    template <class K>
    void each(const State& s, K k, bool mustRead = false) {
        for (int b = 0; b < (c.twoActs ? 2 : 1); b++)
            for (int re = mustRead; re < 2; re++) {
                if (!re && !s.m[b].ver) continue;
                State t = s;
                if (re) t.m[b] = t.x;
                k(t, b);
            }
    }
    // The writes of X's row without claims: true when memory was as new as the row.
    bool write(State& t, int b, const Record& next) {
        if (t.m[b].ver != t.x.ver) {
            t.m[b] = t.x;
            return false;
        }
        u8 ver = t.x.ver + 1;
        t.x = next;
        t.x.ver = ver;
        t.m[b] = t.x;
        return true;
    }
    // A binding "no" by writing the record once more.
    template <class K>
    void bump(const State& s, int b, const char* why, K k) {
        State t = s;
        if (t.m[b].ver == t.x.ver && t.x.ver >= c.vcap) return;
        if (!write(t, b, t.m[b])) {
            k(t, -1, L("X act%d: %s: conflicts, reloads", b, why));
            return;
        }
        k(t, 0, L("X act%d: %s: writes the record once more -> NO", b, why));
        memset(&t.m[b], 0, sizeof t.m[b]);
        k(t, -1, L("X act%d: %s: the write lands, reply lost", b, why));
    }
    void stale(State& s, int t) {
        s.ff = t == 1 ? 0 : s.ff;
        for (int i = 0; i < 4; i++)
            if (T(i) == t) s.fresh[i] = 0;
    }
    void nameWrite(State& s, int o) {
        s.owner[T(o)] = U(o) + 1;
        stale(s, T(o));
    }
    template <class K>
    void holds(const State& s0, int u, int n, K k) {
        if (u) {
            State s = s0;
            if (s.kind[u] == Live) {
                k(s, 1, L("%s.HoldsAsync(A%d): YES", UN(u), n));
            } else if (s.ver[u] < c.vcap) {
                s.kind[u] = Tomb;
                s.ver[u]++;
                k(s, 0, L("%s.HoldsAsync(A%d): tombstone -> NO", UN(u), n));
            }
            return;
        }
        each(s0, [&](const State& s, int b) {
            if (s.m[b].addr == n)
                k(s, 1, L("X.HoldsAsync(A%d) act%d: YES", n, b));
            else
                bump(s, b, "HoldsAsync(name)", k);
        });
    }
    void next(const State& s, E& emit) {
        for (int o = 0; o < 4; o++)
            if ((o == 0 || (o == 1 ? c.back : c.names))) operation(s, o, emit);
        if (c.names) release(s, emit);
        if (c.activations) activations(s, emit);
        if (c.mail) mails(s, emit);
    }
    void begin(const State& s, int o, E& emit) {
        int u = U(o), n = T(o);
        if (u) {
            State t = s;
            if (s.kind[u] == Live) return;
            t.pc[o] = Claiming;
            t.ns[o] = 1;
            t.over[o] = s.ver[u];
            emit(t, L("%s signs up wanting A%d, remembers version %d", UN(u), n, t.over[o]));
            return;
        }
        each(s, [&](State t, int b) {
            if (t.m[b].addr == n || t.m[b].by) return;
            t.pc[o] = Claiming;
            t.ns[o] = 1;
            t.act[o] = b;
            t.over[o] = t.m[b].ver;
            if (c.mail && !c.noMessage) t.msg[o] = 1;
            emit(t, L("%s (X -> A%d) starts in act%d, remembers version %d", ON(o), n, b, t.over[o]));
        });
    }
    void commit(const State& s, int o, E& emit) {
        int u = U(o), n = T(o);
        State t = s;
        if (u ? s.ver[u] == s.over[o] : s.x.ver == s.over[o]) {
            t.pc[o] = Done;
            if (u) {
                t.ver[u]++;
                t.kind[u] = Live;
                emit(t, L("%s's commit LANDS: %s has A%d", ON(o), UN(u), n));
                return;
            }
            t.x.addr = n;
            t.x.epoch = o + 1;
            t.x.owed = 1;
            if (!c.tokensKept) t.x.token = 0;
            t.x.ver++;
            State l = t;
            if (s.pc[o] == Sent) {
                t.m[s.act[o]] = t.x;
                memset(&l.m[s.act[o]], 0, sizeof l.m[0]);
            }
            emit(t, L("%s's commit LANDS: X has A%d", ON(o), n));
            emit(l, L("%s's commit LANDS: X has A%d (activation dropped)", ON(o), n));
        } else {
            t.pc[o] = Failed;
            if (!u) t.msg[o] = 0;
            emit(t, L("%s's commit conflicts", ON(o)));
        }
    }
    void operation(const State& s, int o, E& emit) {
        int u = U(o), n = T(o);
        switch (s.pc[o]) {
            case Idle:
                begin(s, o, emit);
                break;
            case Claiming: {
                State t = s;
                t.pc[o] = Failed;
                if (!u) t.msg[o] = 0;
                emit(t, L("%s fails, its message is cancelled", ON(o)));
                if (s.ns[o] == 4 || !c.names) {
                    t = s;
                    t.pc[o] = Sent;
                    if (c.releasedEarly && o == 0 && t.owner[1] == 1) {
                        t.owner[1] = 0;
                        stale(t, 1);
                    }
                    emit(t, L("%s sends its commit (version %d)", ON(o), s.over[o]));
                }
                break;
            }
            case Sent:
            case Orphan:
                commit(s, o, emit);
                if (c.orphans && s.pc[o] == Sent) {
                    State t = s;
                    t.pc[o] = Orphan;
                    if (!u) memset(&t.m[s.act[o]], 0, sizeof t.m[0]);
                    emit(t, L("%s crashes, its write in flight", ON(o)));
                }
                break;
        }
        if (!c.names) return;
        State t = s;
        switch (s.ns[o]) {
            case 1: {
                int w = s.owner[n];
                if (w == 0 || w == u + 1) {
                    nameWrite(t, o);
                    t.ns[o] = 4;
                    emit(t, L("A%d: reserve(%s) writes owner=%s", n, ON(o), UN(u)));
                    t.ns[o] = 5;
                    emit(t, L("A%d: reserve(%s) writes, reply lost", n, ON(o)));
                } else {
                    t.ns[o] = 2;
                    t.fresh[o] = 1;
                    t.ask[o] = w - 1;
                    emit(t, L("A%d: reserve(%s) meets owner %s past its lease, asks", n, ON(o), UN(w - 1)));
                }
                break;
            }
            case 2:
                holds(s, s.ask[o], n, [&](State h, int ans, const std::string& l) {
                    if (ans >= 0) h.ask[o] = 0;
                    if (ans == 1) {
                        h.ns[o] = 5;
                        h.fresh[o] = 0;
                    } else if (ans == 0)
                        h.ns[o] = 3;
                    emit(h, l);
                });
                break;
            case 3:
                if (s.fresh[o] || s.owner[n] == 0) {
                    nameWrite(t, o);
                    t.ns[o] = 4;
                    emit(t, L("A%d: reserve(%s) CAS owner=%s", n, ON(o), UN(u)));
                } else {
                    t.ns[o] = 1;
                    emit(t, L("A%d: reserve(%s) CAS conflicts, starts over", n, ON(o)));
                }
                break;
        }
    }
    // At any time, if A1's row names X (the code does it after a commit that gave A1 up).
    void release(const State& s, E& emit) {
        State t = s;
        switch (s.fs) {
            case 0:
                if (s.owner[1] != 1) break;
                t.fs = 1;
                t.ff = 1;
                emit(t, L("A1: release(X) reads its row"));
                break;
            case 1:
                holds(s, 0, 1, [&](State h, int ans, const std::string& l) {
                    if (ans == 1) h.fs = h.ff = 0;
                    if (ans == 0) h.fs = 2;
                    emit(h, l + " [release]");
                });
                break;
            case 2:
                t.fs = 0;
                if (s.ff) {
                    t.owner[1] = 0;
                    stale(t, 1);
                }
                t.ff = 0;
                emit(t, L("A1: release(X) %s", s.ff ? "deletes the row" : "conflicts"));
                break;
        }
    }
    void activations(const State& s, E& emit) {
        // A token of the epoch is mailed at any time.
        if (!c.mail && !(s.x.token >> s.x.epoch & 1)) {
            State t = s;
            t.x.token |= 1 << s.x.epoch;
            t.x.ver++;
            emit(t, L("a token of epoch %d is mailed to A%d", s.x.epoch, s.x.addr));
        }
        for (int a = 0; a < 3; a++) activation(s, a, emit);
    }
    void activation(const State& s, int a, E& emit) {
        State t = s;
        switch (s.apc[a]) {
            case Idle:
                if (a == 1 && s.apc[0] != Failed) break;  // a1 met a conflict and decides anew
                each(s, [&](State t, int b) {
                    if (t.m[b].by) return;
                    int epoch = a < 2 ? 0 : c.back ? 2 : 1;
                    bool unchecked = c.tokenCheckedOnce && a == 1;
                    if (!unchecked && !(t.m[b].token >> epoch & 1)) return;
                    t.aact[a] = b;
                    t.aover[a] = t.m[b].ver;
                    t.apc[a] = Claiming;
                    t.pend |= 1 << a;
                    emit(t, L("a%d starts in act%d, remembers version %d; its redemption is pending", a + 1, b,
                              t.aover[a]));
                });
                break;
            case Claiming:
                t.apc[a] = Sent;
                emit(t, L("a%d sends its commit (version %d)", a + 1, s.aover[a]));
                break;
            case Sent:
            case Orphan:
                if (s.x.ver == s.aover[a]) {
                    t.x.ver++;
                    t.x.by = a + 1;
                    t.apc[a] = Done;
                    int mailedTo = a < 2 ? 0 : c.back ? 2 : 1;
                    t.wrong = mailedTo != s.x.epoch;
                    State l = t;
                    if (s.apc[a] == Sent) {
                        t.m[s.aact[a]] = t.x;
                        memset(&l.m[s.aact[a]], 0, sizeof l.m[0]);
                    }
                    emit(t, L("a%d's commit LANDS: activated", a + 1));
                    emit(l, L("a%d's commit LANDS: activated (activation dropped)", a + 1));
                } else {
                    t.apc[a] = Failed;
                    t.pend &= ~(1 << a);
                    emit(t, L("a%d's commit conflicts, its redemption is cancelled", a + 1));
                }
                if (c.orphans && s.apc[a] == Sent) {
                    t = s;
                    t.apc[a] = Orphan;
                    memset(&t.m[s.aact[a]], 0, sizeof t.m[0]);
                    emit(t, L("a%d crashes with its activation, its write in flight", a + 1));
                }
                break;
        }
        bool p = s.pend >> a & 1;
        if (p && s.x.by == a + 1) {
            t = s;
            count(t, a);
            emit(t, L("code: settle(a%d) counts", a + 1));
        }
        if (!p) return;
        each(s, [&](const State& h, int b) {
            if (h.m[b].by == a + 1) {
                State t = h;
                count(t, a);
                emit(t, L("X.HoldsAsync(a%d) act%d: YES, counted", a + 1, b));
            } else if (h.m[b].by) {
                State t = h;
                t.pend &= ~(1 << a);
                emit(t, L("X.HoldsAsync(a%d) act%d: no, final; dropped", a + 1, b));
            } else
                bump(h, b, "HoldsAsync(activation)", [&](State t, int ans, const std::string& l) {
                    if (ans == 0) t.pend &= ~(1 << a);
                    emit(t, l);
                });
        });
    }
    void count(State& t, int a) {
        t.pend &= ~(1 << a);
        t.n++;
        t.counted[a]++;
    }
    void mails(const State& s, E& emit) {
        for (int o = 0; o < 2; o++) message(s, o, emit);
        for (int w = 0; w < 2; w++) worker(s, w, emit);
        if (c.first) firstTry(s, emit);
    }
    // A mail that is queued already keeps its request.
    void enqueue(State& t) {
        if (!t.queue || c.firstReplaces) t.queue = 1;
    }
    // The first try has the draft of epoch 0 from the commit. Its message stays until the mail was sent and that is
    // noted, or is queued. The outbox may dispatch the message at any time, and repeat it: then the mail is queued.
    void firstTry(const State& s, E& emit) {
        State t = s;
        if (s.firstMsg) {
            enqueue(t);
            emit(t, L("the outbox queues the first mail: the queue has %d", t.queue));
            t.firstMsg = 0;
            emit(t, L("the outbox queues the first mail: the queue has %d; message removed", t.queue));
        }
        t = s;
        switch (s.fpc) {
            case Prepared:
                t.fpc = c.firstNotesLast ? Tried : Out;
                t.mailed |= 1;
                emit(t, L("f sends the mail of epoch 0"));
                t = s;
                t.fpc = Tried;
                if (!c.firstForgets) enqueue(t);
                emit(t, L("f fails: the queue has %d", t.queue));
                break;
            case Out:
                each(s, [&](State t, int b) {
                    if (t.m[b].epoch) {
                        if (t.m[b].ver != t.x.ver) return;  // reads first
                        t.fpc = Tried;
                        emit(t, L("f: X act%d does not know the token", b));
                        return;
                    }
                    Record next = t.m[b];
                    next.owed = 0;
                    if (write(t, b, next)) {
                        t.fpc = Tried;
                        emit(t, L("f: X act%d notes that the mail was sent", b));
                    } else
                        emit(t, L("f: X act%d conflicts, reloads", b));
                });
                break;
            case Tried:
                t.fpc = Resting;
                t.firstMsg = 0;
                emit(t, L("f is done: message removed"));
                break;
        }
        if (s.fpc != Resting) {
            t = s;
            t.fpc = Resting;
            emit(t, L("f crashes"));
        }
    }
    // The outbox asks X about the message, cleans up, and removes the message. The clean-up may be repeated.
    void message(const State& s, int o, E& emit) {
        if (!s.msg[o]) return;
        if (s.ms[o] == 0)
            each(s, [&](const State& h, int b) {
                if (h.m[b].epoch == o + 1) {
                    State t = h;
                    t.ms[o] = 1;
                    emit(t, L("X.HoldsAsync(%s) act%d: YES", ON(o), b));
                } else
                    bump(h, b, "HoldsAsync(correction)", [&](State t, int ans, const std::string& l) {
                        if (ans == 0) t.msg[o] = 0;
                        emit(t, l + " [message cancelled if NO]");
                    });
            });
        else
            each(
                s,
                [&](State t, int b) {
                    if (t.m[b].owed && !t.m[b].by) {
                        if (t.made >= 4) return;
                        t.queue = ++t.made;
                    }
                    emit(t, L("clean-up of %s in act%d: the queue has request %d", ON(o), b, t.queue));
                    t.msg[o] = t.ms[o] = 0;
                    emit(t, L("clean-up of %s in act%d: the queue has request %d; message removed", ON(o), b, t.queue));
                },
                !c.cleanedFromMemory);
    }
    void worker(const State& s, int w, E& emit) {
        State t = s;
        switch (s.wpc[w]) {
            case Resting:
                if (!s.queue || s.runs[w] >= c.runs) break;
                t.runs[w]++;
                t.wpc[w] = Took;
                t.id[w] = s.queue;
                emit(t, L("w%d takes request %d", w, s.queue));
                break;
            case Took:
                each(s, [&](State t, int b) {
                    if (!t.m[b].owed || t.m[b].by) {
                        if (!c.preparedFromMemory && t.m[b].ver != t.x.ver) return;  // reads first
                        t.wpc[w] = Tried;
                        emit(t, L("w%d: X act%d says that nothing is owed", w, b));
                        return;
                    }
                    Record next = t.m[b];
                    next.token |= 1 << next.epoch;
                    if (write(t, b, next)) {
                        t.wpc[w] = Prepared;
                        t.draft[w] = next.epoch;
                        emit(t, L("w%d: X act%d makes a token for A%d (epoch %d)", w, b, next.addr, next.epoch));
                    } else
                        emit(t, L("w%d: X act%d conflicts, reloads", w, b));
                });
                break;
            case Prepared:
                t.wpc[w] = Out;
                t.mailed |= 1 << s.draft[w];
                emit(t, L("w%d sends a mail of epoch %d", w, s.draft[w]));
                break;
            case Out:
                each(s, [&](State t, int b) {
                    if (t.m[b].epoch != t.draft[w] && !c.anyTry) {
                        if (!c.triedFromMemory && t.m[b].ver != t.x.ver) return;  // reads first
                        t.wpc[w] = Tried;
                        emit(t, L("w%d: X act%d does not know the token", w, b));
                        return;
                    }
                    Record next = t.m[b];
                    next.owed = 0;
                    if (write(t, b, next)) {
                        t.wpc[w] = Tried;
                        emit(t, L("w%d: X act%d notes that the mail was sent", w, b));
                    } else
                        emit(t, L("w%d: X act%d conflicts, reloads", w, b));
                });
                break;
            case Tried:
                t.wpc[w] = Resting;
                if (s.queue == s.id[w] || c.doneByUser) t.queue = 0;
                t.id[w] = t.draft[w] = 0;
                emit(t, L("w%d is done with request %d: the queue has %d", w, s.id[w], t.queue));
                break;
        }
        if (s.wpc[w] != Resting) {
            t = s;
            t.wpc[w] = Resting;
            t.id[w] = t.draft[w] = 0;
            emit(t, L("w%d crashes", w));
        }
    }
    const char* bad(const State& s) {
        if (s.owner[s.x.addr] != 1 && !(c.mail || !c.names)) return "I1: a live account's claim does not name it";
        for (int u = 1; u < 3; u++)
            if (s.kind[u] == Live) {
                if (s.x.addr == u) return "I1: two live accounts with one address";
                if (s.owner[u] != u + 1) return "I1: a live account's claim does not name it";
            }
        if (s.wrong) return "active by a token that was mailed to another address";
        if (s.n > (s.x.by ? 1 : 0)) return "I2: activated > accounts activated";
        for (int a = 0; a < 3; a++) {
            if (s.counted[a] > 1) return "I2: counted twice";
            if (s.x.by == a + 1 && !(s.pend >> a & 1) && !s.counted[a])
                return "I2: an activated account is neither pending nor counted";
        }
        if (!c.mail || s.x.by) return nullptr;
        if (!s.x.owed && !(s.mailed >> s.x.epoch & 1)) return "I6: the mail was never sent to the address";
        bool message = s.firstMsg || (s.x.epoch && s.msg[s.x.epoch - 1]);
        if (s.x.owed && !s.queue && !message) return "I6: a mail is owed, and nothing will send it";
        return nullptr;
    }
    std::string show(const State& s) {
        char b[200];
        snprintf(b, 200,
                 "X=A%d epoch %d activatedBy=%d owed=%d v%d; A1.owner=%d A2.owner=%d; activated=%d pending=0x%x; "
                 "queue=%d",
                 s.x.addr, s.x.epoch, s.x.by, s.x.owed, s.x.ver, s.owner[1], s.owner[2], s.n, s.pend, s.queue);
        return b;
    }
};

int main(int argc, char** argv) {
    Searches<Correct, Cfg> search(argc, argv);
    Cfg names;
    names.names = true;
    search.holds("correct: names, c1, y, z", names);
    Cfg c = names;
    c.back = true;
    c.vcap = 3;
    search.holds("correct: names, c1, c2, y, z, vcap 3", c);
    c = names;
    c.releasedEarly = true;
    search.breaks("correct: the old address is released before the commit", c);

    Cfg tokens;
    tokens.activations = true;
    search.holds("correct: activation, c1", tokens);
    tokens.back = true;
    search.holds("correct: activation, c1, c2", tokens);
    c = tokens;
    c.tokenCheckedOnce = true;
    search.breaks("correct: the token is checked before the loop", c);
    c = tokens;
    c.tokensKept = true;
    search.breaks("correct: the old tokens stay", c);

    Cfg both = tokens;
    both.names = true;
    both.back = false;
    both.vcap = 2;
    search.holds("correct: names and activation, c1, vcap 2", both);

    Cfg mail;
    mail.mail = true;
    mail.runs = 2;
    search.holds("correct: mail, c1, each worker twice", mail);
    c = mail;
    c.back = true;
    c.runs = 1;
    search.holds("correct: mail, c1, c2, each worker once", c);
    c = mail;
    c.noMessage = true;
    search.breaks("correct: no message is enlisted", c);
    c = mail;
    c.doneByUser = true;
    search.breaks("correct: a worker removes whatever is queued", c);
    c = mail;
    c.anyTry = true;
    search.breaks("correct: a try counts whatever its token is", c);
    c = mail;
    c.preparedFromMemory = true;
    search.breaks("correct: nothing is owed, says memory", c);
    c = mail;
    c.triedFromMemory = true;
    search.breaks("correct: the token is unknown, says memory", c);
    c = mail;
    c.cleanedFromMemory = true;
    search.breaks("correct: the clean-up looks at memory", c);
    Cfg first = mail;
    first.first = true;
    first.runs = 1;
    search.holds("correct: mail, c1, the first try from memory", first);
    c = first;
    c.back = true;
    c.twoActs = false;
    search.holds("correct: mail, c1, c2, the first try from memory, one activation", c);
    c = first;
    c.firstReplaces = true;
    search.breaks("correct: a first try that failed replaces what is queued", c);
    c = first;
    c.firstForgets = true;
    search.breaks("correct: a first try that failed is not queued", c);
    c = first;
    c.firstNotesLast = true;
    search.breaks("correct: the message is removed before it is noted that the mail was sent", c);
    return search.result();
}
