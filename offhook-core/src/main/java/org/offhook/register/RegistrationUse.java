package org.offhook.register;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;
import org.offhook.ua.Accounts;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.UserAgentCore;

/**
 * One registration, an address of record at one registrar, kept alive until it is removed: RFC 3261
 * §10.2. One REGISTER is on its way at a time; what is asked for meanwhile is merged into the next.
 */
public final class RegistrationUse {

  /** How a registration stands. */
  public enum State {
    /** Nothing is bound, nothing was tried. */
    IDLE,
    /** A first REGISTER, or one after a failure, is on its way. */
    TRYING,
    /** The registrar holds the bindings. */
    REGISTERED,
    /** The last try failed; another follows by itself. */
    WAITING,
    /** The last try failed for good. */
    FAILED,
    /** The bindings were removed as asked. */
    REMOVED,
    /** {@link #close} was called. */
    CLOSED
  }

  /** RFC 5626 §11.6: First Hop Lacks Outbound Support. */
  private static final int NO_OUTBOUND = 439;

  private final UserAgentCore core;
  private final RegistrationListener listener;
  private final RegisterRequest requests;
  private final RetryTimes times;
  private final DueTimer due;
  private final BoundFlow way;
  private State state = State.IDLE;
  private @Nullable Flight flight;
  private @Nullable Wish next;
  private @Nullable Granted granted;
  private boolean everSent;
  private @Nullable Closing closing;

  /** The latest 200, and when what it grants is over. */
  private record Granted(SipResponse response, long expiry) {}

  private record Closing(Runnable done, TimerHandle limit) {}

  /** Prepares; {@link #start} begins. */
  public RegistrationUse(UserAgentCore core, RegistrationPlan plan, RegistrationListener listener) {
    this.core = core;
    this.listener = listener;
    this.requests = new RegisterRequest(core, plan);
    this.times = new RetryTimes(core.loop().random(), core.transactions().timers().giveUp());
    this.due = new DueTimer(core.loop(), this::due);
    this.way = new BoundFlow(core.transport(), new Watching());
  }

  /** Who tells whether another flow of the same registration is up. */
  void beside(BooleanSupplier others) {
    times.beside(others);
  }

  /** The flow that the bindings live on; empty while there are none. */
  public Optional<Flow> flow() {
    return Optional.ofNullable(way.flow());
  }

  /**
   * The own address may have changed: registers anew if it is not the one that is bound.
   *
   * @param atOnce whether that is somebody's wish; else it is done at most once a minute
   */
  public void addressChanged(boolean atOnce) {
    if (isOutdated() && (atOnce || way.mayCorrect(() -> addressChanged(false)))) {
      want(Wish.BIND);
    }
  }

  private boolean isOutdated() {
    var flow = way.flow();
    return state == State.REGISTERED
        && closing == null
        && flow != null
        && !core.accounts().isOutbound(flow)
        && requests.isOutdated(flow);
  }

  /** Another network: registers anew whatever the flow seems to be. */
  public void networkChanged() {
    if (state == State.REGISTERED || state == State.WAITING) {
      want(Wish.BIND);
    }
  }

  /** How it stands. */
  public State state() {
    return state;
  }

  /** Whether the bindings are held, and are not being removed. */
  public boolean isStanding() {
    return state == State.REGISTERED
        && (flight == null || flight.wish == Wish.BIND || flight.wish == Wish.QUERY);
  }

  /** What is registered, and where. */
  public RegistrationPlan plan() {
    return requests.plan();
  }

  /** The Call-ID of all its REGISTERs. */
  public String callId() {
    return requests.callId();
  }

  /** The next hops that the last REGISTER tried in vain, each with why it failed. */
  public List<String> tried() {
    return requests.tried();
  }

  /** Registers, and keeps the registration alive. */
  public void start() {
    requireOpen();
    core.transport()
        .whenAddressKnown(
            () -> {
              if (state == State.IDLE && flight == null) {
                want(Wish.BIND);
              }
            });
  }

  /** Renews the bindings now, by a REGISTER of its own with these rows. */
  public void refreshWith(List<HeaderField> rows) {
    requireOpen();
    requests.once(rows);
    if (flight != null) {
      next = Wish.BIND;
    } else {
      want(Wish.BIND);
    }
  }

  /** Renews the bindings now. */
  public void refreshNow() {
    want(Wish.BIND);
  }

  /** Removes the own bindings (RFC 3261 §10.2.2). */
  public void unregister() {
    want(Wish.REMOVE);
  }

  /** Removes all bindings of the address of record, those of other agents too. */
  public void removeAll() {
    want(Wish.REMOVE_ALL);
  }

  /** Asks for the bindings without changing any (RFC 3261 §10.2.3). */
  public void query() {
    want(Wish.QUERY);
  }

  /** Binds these contacts instead; empty stands for the own address. */
  public void changeContacts(List<Contact> contacts) {
    change(requests.plan().withContacts(contacts));
  }

  /** Asks for another lifetime, from now on. */
  public void changeLifetime(Duration lifetime) {
    change(requests.plan().withLifetime(lifetime));
  }

  /** Binds these contacts for this time from now on, by a REGISTER with these rows. */
  public void renew(List<Contact> contacts, Duration lifetime, List<HeaderField> rows) {
    requireOpen();
    requests.once(rows);
    change(requests.plan().withContacts(contacts).withLifetime(lifetime));
  }

  /** The REGISTER that binds as it would be sent now, with the contacts that are known. */
  public SipRequest draft() {
    return requests.draft();
  }

  private void change(RegistrationPlan plan) {
    requests.plan(plan);
    if (flight != null) {
      next = Wish.BIND;
    } else {
      want(Wish.BIND);
    }
  }

  /**
   * Removes the own bindings and ends.
   *
   * @param atMost the longest wait for the registrar's answer
   * @param done is run once, when all is over
   */
  public void close(Duration atMost, Runnable done) {
    core.loop().assertOnLoop();
    due.cancel();
    if (state == State.CLOSED || (requests.bound().isEmpty() && (flight == null || !everSent))) {
      state = State.CLOSED;
      next = null;
      release();
      core.loop().execute(done);
      return;
    }
    closing = new Closing(done, core.loop().after(atMost, this::finishClosing));
    var flying = flight;
    if (flying != null && flying.asked) {
      flying.giveUp();
    }
    want(Wish.REMOVE);
  }

  /** Ends without a word to the registrar: what is bound there runs out. */
  public void forget() {
    core.loop().assertOnLoop();
    var flying = flight;
    finishClosing();
    if (flying != null) {
      flying.giveUp();
    }
  }

  private void finishClosing() {
    var waiting = closing;
    closing = null;
    due.cancel();
    state = State.CLOSED;
    next = null;
    flight = null;
    release();
    if (waiting != null) {
      waiting.limit().cancel();
      waiting.done().run();
    }
  }

  private void requireOpen() {
    core.loop().assertOnLoop();
    if (state == State.CLOSED) {
      throw new IllegalStateException("the registration is closed");
    }
  }

  private void want(Wish wish) {
    requireOpen();
    if (wish != Wish.QUERY) {
      due.cancel();
    }
    var flying = flight;
    if (flying == null) {
      fly(wish);
    } else if (next == null ? wish != flying.wish : wish != Wish.QUERY) {
      next = wish;
    }
  }

  private boolean isRemoving() {
    var last = next != null ? next : flight != null ? flight.wish : Wish.QUERY;
    return last.removes();
  }

  private void fly(Wish wish) {
    if (wish == Wish.REMOVE && !everSent) {
      state = State.REMOVED;
      listener.removed(null);
      return;
    }
    if (wish == Wish.BIND) {
      if (state == State.REGISTERED) {
        listener.refreshing();
      } else {
        state = State.TRYING;
      }
    }
    everSent = true;
    var flying = new Flight(wish);
    flight = flying;
    flying.sending = core.sender().send(requests.outgoing(wish), flying);
  }

  private void landed() {
    flight = null;
    var wish = next;
    next = null;
    if (wish != null) {
      if (wish != Wish.QUERY) {
        due.cancel();
      }
      fly(wish);
    } else if (closing != null) {
      finishClosing();
    }
  }

  /** The time to renew, or to try again, has come. */
  private void due() {
    var last = granted;
    var mode = core.settings().automatic().mode(Automatic.REFRESH);
    if (state != State.REGISTERED || mode == AutoMode.AUTO || last == null) {
      want(Wish.BIND);
      return;
    }
    long left = last.expiry() - core.loop().time().nanos();
    if (left <= 0) {
      requests.bound(List.of());
      failed(null, "the bindings expired", false);
      return;
    }
    due.start(left);
    if (mode == AutoMode.MANUAL) {
      listener.asks(Automatic.REFRESH, last.response(), this::refreshIfOpen, () -> {});
    }
  }

  private void refreshIfOpen() {
    if (state != State.CLOSED) {
      want(Wish.BIND);
    }
  }

  private void bound(SipResponse response, SipRequest asSent, Flow flow) {
    var asked = asSent.headers().all(HeaderName.CONTACT).stream().filter(this::isWanted).toList();
    var grant = Grant.of(asked, response);
    if (!grant.missing().isEmpty()) {
      requests.bound(List.of());
      release();
      failed(response, "the registrar does not hold " + grant.missing().getFirst().uri(), true);
      return;
    }
    state = State.REGISTERED;
    requests.bound(asked);
    requests.acceptedAt(asSent);
    long expiry = core.loop().time().nanos() + Duration.ofSeconds(grant.seconds()).toNanos();
    granted = new Granted(response, expiry);
    due.start(times.refreshAfter(grant.seconds()));
    settleOn(flow, response, grant, asked);
    if (next == null && isOutdated() && way.mayCorrect(() -> addressChanged(false))) {
      // The outcome is told when the address is right.
      next = Wish.BIND;
    } else {
      listener.registered(response, Duration.ofSeconds(grant.seconds()), grant.bindings());
    }
  }

  /** What the 200 says about the way to this agent and from it. */
  private void settleOn(Flow flow, SipResponse response, Grant grant, List<Contact> asked) {
    boolean outbound = requests.grantsOutbound(response);
    boolean pings = core.settings().automatic().mode(Automatic.KEEP_ALIVE) == AutoMode.AUTO;
    way.bind(flow, response, outbound, pings);
    var lasting = Grant.uri(grant.bindings(), asked, "pub-gruu");
    var temporary = Grant.uri(grant.bindings(), asked, "temp-gruu");
    var gruu =
        lasting == null || !plan().instance().gruu() ? null : new Accounts.Gruu(lasting, temporary);
    var home = response.headers().all(HeaderName.SERVICE_ROUTE);
    core.accounts()
        .bound(
            this,
            plan().aor().uri(),
            new Accounts.Bound(flow, outbound, plan().instance().proxy(), home, gruu));
  }

  /** Nothing is bound any more: the flow is let go, and what the registrar gave is void. */
  private void release() {
    way.unbind();
    core.accounts().unbound(this, plan().aor().uri());
  }

  private boolean isWanted(Contact contact) {
    return !contact.isStar() && contact.expires().orElse(1L) != 0;
  }

  private void removed(SipResponse response) {
    requests.bound(List.of());
    release();
    granted = null;
    state = State.REMOVED;
    listener.removed(response);
  }

  /** The registrar does not want these bindings: they are gone, and nothing more is tried. */
  public void abandon(String reason) {
    due.cancel();
    failed(null, reason, false);
  }

  private void failed(@Nullable SipResponse response, String reason, boolean again) {
    failed(response, reason, again, false);
  }

  private void failed(
      @Nullable SipResponse response, String reason, boolean again, boolean timeout) {
    requests.startOver();
    if (again && closing == null) {
      long asked =
          response == null
              ? 0
              : response.headers().get(HeaderName.RETRY_AFTER).map(r -> r.seconds()).orElse(0L);
      long wait = times.retryAfter(asked);
      state = State.WAITING;
      due.start(wait);
      listener.failed(new RegistrationFailure(response, reason, Duration.ofNanos(wait), timeout));
    } else {
      state = State.FAILED;
      release();
      listener.failed(new RegistrationFailure(response, reason, null, timeout));
    }
  }

  /** The flow of the bindings. */
  private final class Watching implements BoundFlow.Owner {

    @Override
    public void flowLost(String reason) {
      core.accounts().unbound(RegistrationUse.this, plan().aor().uri());
      if (state == State.REGISTERED && closing == null && !isRemoving()) {
        state = State.TRYING;
        listener.flowLost(reason);
        want(Wish.BIND);
      }
    }

    @Override
    public void moved() {
      if (state == State.REGISTERED && closing == null && !isRemoving()) {
        want(Wish.BIND);
      }
    }
  }

  /** One REGISTER with all its repetitions. */
  private final class Flight implements SendHandler {

    private final Wish wish;
    private @Nullable Sending sending;
    private @Nullable Flow flow;
    private boolean asked;

    Flight(Wish wish) {
      this.wish = wish;
    }

    void giveUp() {
      if (sending != null) {
        sending.cancel(List.of());
      }
    }

    private boolean isPast() {
      return flight != this;
    }

    @Override
    public void sent(SipRequest asSent, Flow by) {
      requests.sent(asSent);
      flow = by;
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      if (isPast()) {
        return;
      }
      over();
      if (response.status().code() == NO_OUTBOUND && requests.dropOutbound()) {
        next = next != null ? next : wish;
      } else if (!response.status().isSuccess()) {
        refused(response);
      } else if (wish == Wish.BIND) {
        bound(response, asSent, Objects.requireNonNull(flow));
      } else if (wish == Wish.QUERY) {
        listener.queried(response, Grant.bindings(response));
      } else {
        removed(response);
      }
      landed();
    }

    private void over() {
      var sent = sending;
      if (sent != null) {
        requests.tried(sent.tried());
        requests.servedBy(sent.server().orElse(null));
      }
    }

    private void refused(SipResponse response) {
      if (wish == Wish.QUERY) {
        listener.queryFailed("refused with " + response.status());
        return;
      }
      int code = response.status().code();
      boolean again = wish == Wish.BIND && (code == 408 || (code >= 500 && code < 600));
      String reason = "refused with " + code + " " + response.reason();
      RegistrationUse.this.failed(response, reason, again);
    }

    @Override
    public void failed(SendFailure failure) {
      if (isPast()) {
        return;
      }
      requests.tried(failure.tried());
      boolean again =
          wish == Wish.BIND && failure.kind() != SendFailure.Kind.CANCELLED && next == null;
      if (wish == Wish.QUERY) {
        listener.queryFailed(failure.reason());
      } else {
        boolean timeout = failure.kind() == SendFailure.Kind.TIMEOUT;
        RegistrationUse.this.failed(null, failure.reason(), again, timeout);
      }
      landed();
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending waiting) {
      asked = true;
      listener.asks(action, response, () -> go(waiting::proceed), () -> go(waiting::decline));
    }

    private void go(Runnable step) {
      if (!isPast()) {
        asked = false;
        step.run();
      }
    }
  }
}
