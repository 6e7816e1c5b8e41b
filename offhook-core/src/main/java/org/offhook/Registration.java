package org.offhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.eventpackage.RegisteredContact;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.register.RegistrationFailure;
import org.offhook.register.RegistrationListener;
import org.offhook.register.RegistrationPlan;
import org.offhook.register.RegistrationSet;
import org.offhook.register.RegistrationUse;
import org.offhook.ua.Automatic;

/**
 * A registration: an address of record bound to this endpoint at a registrar, and kept so until it
 * is removed or the endpoint closes (RFC 3261 §10.2). It is refreshed in time, and tried again
 * after failures that may pass.
 *
 * <pre>{@code
 * var registration = endpoint.register("sip:example.com");
 * registration.awaitOk();
 * registration.unregister().await();
 * }</pre>
 */
public final class Registration {

  private final EndpointCore endpoint;
  private final RegistrationPlan plan;
  private final List<NameAddr> proxies;
  private final boolean keptOnClose;
  private final Pending<RegistrationOutcome> first;
  private final Attributes attributes = new Attributes();
  private final ArrayDeque<Pending<RegistrationOutcome>> waiting = new ArrayDeque<>(1);
  private final ArrayDeque<Pending<Optional<List<Contact>>>> queries = new ArrayDeque<>(1);
  private @Nullable RegistrationSet use;
  private volatile @Nullable RegistrationOutcome latest;

  Registration(
      EndpointCore endpoint, RegistrationPlan plan, List<NameAddr> proxies, boolean keptOnClose) {
    this.endpoint = endpoint;
    this.plan = plan;
    this.proxies = proxies;
    this.keptOnClose = keptOnClose;
    this.first = endpoint.pending();
  }

  /** On the loop. */
  void start(@Nullable Consumer<RegistrationSet> verb) {
    if (endpoint.isClosing()) {
      cutOff();
      return;
    }
    endpoint.enter(this);
    use = new RegistrationSet(endpoint.core(), plan, proxies, new Watching());
    if (verb != null) {
      waiting.add(first);
      verb.accept(use);
    }
  }

  /** The address of record. */
  public NameAddr aor() {
    return plan.aor();
  }

  /** How the first attempt ended; what follows is told as {@link RegistrationEvent}. */
  public Pending<RegistrationOutcome> outcome() {
    return first;
  }

  /**
   * Waits for the first attempt and insists that it succeeds.
   *
   * @throws OutcomeException if it did not
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Registration awaitOk() throws InterruptedException {
    first.awaitOk();
    return this;
  }

  /** How the latest attempt ended, if one has. */
  public Optional<RegistrationOutcome> latest() {
    return Optional.ofNullable(latest);
  }

  /** Renews the registration now, or makes it anew. */
  public Pending<RegistrationOutcome> refresh() {
    return ask(running -> running.each(RegistrationUse::refreshNow));
  }

  /** As {@link #refresh()}, with extra header rows in this one REGISTER. */
  public Pending<RegistrationOutcome> refresh(List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    return ask(running -> running.each(flow -> flow.refreshWith(rows)));
  }

  /**
   * Lets go of it without a word: nothing is sent, nothing is refreshed any more, and the binding
   * runs out at the registrar. What waits completes with {@link RegistrationOutcome.Failed}, and
   * what is asked for later does. For a binding that another process has taken over.
   *
   * <pre>{@code
   * registration.forget();
   * }</pre>
   */
  public void forget() {
    endpoint.command(
        () -> {
          var running = use;
          if (running != null && !running.isClosed()) {
            running.each(RegistrationUse::forget);
            cutOff("the registration was forgotten");
          }
        });
  }

  /** Removes this endpoint's binding; the registration can be refreshed again later. */
  public Pending<RegistrationOutcome> unregister() {
    return ask(running -> running.each(RegistrationUse::unregister));
  }

  /** Removes all bindings of the address of record, those of other endpoints too. */
  public Pending<RegistrationOutcome> unregisterAll() {
    return ask(RegistrationSet::removeAll);
  }

  /**
   * Binds these contacts in place of the present ones; an empty list binds this endpoint's own.
   *
   * @throws IllegalArgumentException if one is {@code *}
   */
  public Pending<RegistrationOutcome> changeContacts(List<Contact> contacts) {
    var bindings = plan.withContacts(contacts).contacts();
    return ask(running -> running.each(flow -> flow.changeContacts(bindings)));
  }

  /**
   * Asks for another lifetime from now on.
   *
   * @throws IllegalArgumentException if it is not 1 to 4294967295 seconds
   */
  public Pending<RegistrationOutcome> changeLifetime(Duration lifetime) {
    var wanted = plan.withLifetime(lifetime).lifetime();
    return ask(running -> running.each(flow -> flow.changeLifetime(wanted)));
  }

  /** Asks the registrar for all bindings, changing none; empty if it did not tell. */
  public Pending<Optional<List<Contact>>> bindings() {
    Pending<Optional<List<Contact>>> result = endpoint.pending();
    endpoint.command(
        () -> {
          var running = use;
          if (running == null || running.isClosed()) {
            result.complete(Optional.empty());
          } else {
            queries.add(result);
            running.query();
          }
        },
        () -> result.complete(Optional.empty()));
    return result;
  }

  /** The application's own objects. */
  public Attributes attributes() {
    return attributes;
  }

  /**
   * Watches this registration at the registrar by the event package {@code reg} (RFC 3680), and
   * does what it says: where the registrar lets go of the binding or makes its time shorter, it
   * registers anew at once, after a probation when that is over, and not at all where it is
   * rejected. Each change comes as {@link RegistrationEvent.ContactChanged}. The registrar must
   * state the Call-ID of its contacts. Call it once, after {@link #outcome}; ends with the
   * endpoint, or by {@link Subscription#unsubscribe}.
   *
   * <pre>{@code
   * registration.outcome().awaitOk();
   * registration.watch();
   * }</pre>
   */
  public Subscription watch() {
    var watch =
        new RegistrationWatch(
            endpoint,
            new RegistrationWatch.Registering() {
              @Override
              public List<RegistrationUse> uses() {
                var running = use;
                return running == null || running.isClosed() ? List.of() : running.flows();
              }

              @Override
              public void changed(RegisteredContact contact) {
                endpoint.emit(
                    new RegistrationEvent.ContactChanged(Registration.this, contact),
                    EventQueue.Room.ORDINARY);
              }
            });
    return Subscription.begin(
        endpoint,
        null,
        SubscribeOptions.to(plan.aor().uri().toString(), "reg").onEvent(watch::told));
  }

  /**
   * Builds the next REGISTER of this registration without sending it: with its time, and with the
   * contacts that the application chose. {@link Draft#send} binds what the edit left for the time
   * that Expires says, with the rows that it added, in this REGISTER alone; contacts and time hold
   * from now on, and without a Contact it is this endpoint's own. With Expires 0 it is {@link
   * #unregister}, with Contact {@code *} too {@link #unregisterAll}. Call-ID, From, To and CSeq are
   * the registration's. Empty if it is over.
   *
   * <pre>{@code
   * var draft = registration.prepare().await().orElseThrow();
   * draft.edit(register -> register.set(HeaderName.EXPIRES, 60L).raw("X-Why", "low")).send();
   * }</pre>
   *
   * <p>{@link Draft#send} throws IllegalArgumentException if Contact or Expires cannot be read, or
   * Contact {@code *} stands without Expires 0 (RFC 3261 §10.2.2).
   */
  public Pending<Optional<Draft<Pending<RegistrationOutcome>>>> prepare() {
    Pending<Optional<Draft<Pending<RegistrationOutcome>>>> result = endpoint.pending();
    endpoint.command(
        () -> {
          var running = use;
          boolean over = running == null || running.isClosed();
          result.complete(
              running == null || over
                  ? Optional.empty()
                  : Optional.of(draft(running.flows().getFirst().draft())));
        },
        () -> result.complete(Optional.empty()));
    return result;
  }

  private Draft<Pending<RegistrationOutcome>> draft(SipRequest draft) {
    return new Draft<>(
        draft,
        written -> {
          var asked = WrittenRegister.of(draft, written);
          var wanted = asked.applyTo(plan);
          return asked.removesAll()
              ? unregisterAll()
              : asked.removes()
                  ? unregister()
                  : ask(
                      running ->
                          running.each(
                              flow ->
                                  flow.renew(wanted.contacts(), wanted.lifetime(), asked.rows())));
        });
  }

  private Pending<RegistrationOutcome> ask(Consumer<RegistrationSet> verb) {
    Pending<RegistrationOutcome> result = endpoint.pending();
    Runnable closed =
        () -> result.complete(new RegistrationOutcome.Failed("the endpoint was closed"));
    endpoint.command(
        () -> {
          var running = use;
          if (running == null || running.isClosed()) {
            closed.run();
          } else {
            waiting.add(result);
            verb.accept(running);
          }
        },
        closed);
    return result;
  }

  /** Renews what shows an address that is not right any more; on the loop. */
  void addressChanged(boolean atOnce) {
    if (use != null) {
      use.each(flow -> flow.addressChanged(atOnce));
    }
  }

  /** Registers anew, from another network; on the loop. */
  void networkChanged() {
    if (use != null) {
      use.each(RegistrationUse::networkChanged);
    }
  }

  /** Removes the binding and ends, within the time that the endpoint has; on the loop. */
  void endOnLoop() {
    var running = use;
    if (running == null || keptOnClose) {
      cutOff();
    } else {
      running.close(endpoint.closeWithin(), this::cutOff);
    }
  }

  /** The end: everything that waits completes; on the loop. */
  void cutOff() {
    var running = use;
    if (running != null) {
      running.each(RegistrationUse::forget); // its sockets close: no lost flow to register by anew
    }
    cutOff("the endpoint was closed");
  }

  private void cutOff(String reason) {
    settle(new RegistrationOutcome.Failed(reason), false);
    first.complete(new RegistrationOutcome.Failed(reason));
    endpoint.leave(this);
  }

  private void settle(RegistrationOutcome outcome, boolean tell) {
    latest = outcome;
    for (var waiter : List.copyOf(waiting)) {
      waiter.complete(outcome);
    }
    waiting.clear();
    tellBindings(
        outcome instanceof RegistrationOutcome.Registered up
            ? Optional.of(up.bindings())
            : Optional.empty());
    if (tell) {
      endpoint.emit(new RegistrationEvent.Changed(this, outcome), EventQueue.Room.ORDINARY);
    }
  }

  /** Whatever became of the REGISTER that the question waited for: it is answered now. */
  private void tellBindings(Optional<List<Contact>> bindings) {
    var asked = List.copyOf(queries);
    queries.clear();
    asked.forEach(query -> query.complete(bindings));
  }

  private List<String> inVain() {
    var running = use;
    return running == null ? List.of() : running.tried();
  }

  private final class Watching implements RegistrationListener {

    @Override
    public void registered(SipResponse response, Duration granted, List<Contact> bindings) {
      settle(
          new RegistrationOutcome.Registered(response, granted, bindings, gruus(), inVain()), true);
    }

    private RegistrationOutcome.Registered.Gruus gruus() {
      var known = endpoint.core().accounts().gruu(plan.aor().uri());
      return known == null
          ? new RegistrationOutcome.Registered.Gruus(null, null)
          : new RegistrationOutcome.Registered.Gruus(known.lasting(), known.temporary());
    }

    @Override
    public void removed(@Nullable SipResponse response) {
      settle(new RegistrationOutcome.Unregistered(), true);
    }

    @Override
    public void failed(RegistrationFailure failure) {
      var response = failure.answer();
      settle(
          response != null
              ? new RegistrationOutcome.Refused(response, failure.reason(), inVain())
              : new RegistrationOutcome.Failed(failure.reason(), failure.timeout(), inVain()),
          true);
    }

    @Override
    public void flowLost(String reason) {
      endpoint.emit(
          new RegistrationEvent.FlowLost(Registration.this, reason), EventQueue.Room.ORDINARY);
    }

    @Override
    public void flowFailed(RegistrationFailure failure) {
      endpoint.emit(
          new RegistrationEvent.FlowFailed(Registration.this, failure.reason()),
          EventQueue.Room.ORDINARY);
    }

    @Override
    public void queried(SipResponse response, List<Contact> bindings) {
      tellBindings(Optional.of(bindings));
    }

    @Override
    public void queryFailed(String reason) {
      tellBindings(Optional.empty());
    }

    @Override
    public void asks(Automatic action, SipResponse cause, Runnable proceed, Runnable decline) {
      endpoint.emit(
          new RegistrationEvent.Asked(
              Registration.this, endpoint.step(action, cause, proceed, decline)),
          EventQueue.Room.RESERVED);
    }
  }

  @Override
  public String toString() {
    return "registration of " + plan.aor().uri();
  }
}
