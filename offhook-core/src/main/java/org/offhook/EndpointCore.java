package org.offhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.invite.InviteSession;
import org.offhook.invite.InviteUas;
import org.offhook.invite.Takeover;
import org.offhook.loop.Frequency;
import org.offhook.loop.Loop;
import org.offhook.loop.TimeSource;
import org.offhook.loop.UserThreads;
import org.offhook.message.HeaderField;
import org.offhook.message.Method;
import org.offhook.message.Reason;
import org.offhook.message.SipMessage;
import org.offhook.message.Status;
import org.offhook.net.Network;
import org.offhook.request.IncomingRequests;
import org.offhook.sdp.Origin;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.TransactionLayer;
import org.offhook.transport.Listening;
import org.offhook.transport.SentBy;
import org.offhook.transport.TransportLayer;
import org.offhook.ua.Automatic;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.UaSettings;
import org.offhook.ua.UserAgentCore;

/**
 * What an endpoint has on its loop: the layers, the calls, registrations and requests that are
 * alive, and the way up to user code. On the loop, unless a method says otherwise.
 */
final class EndpointCore {

  private final Endpoint endpoint;
  private final Network network;
  private final QueueSizes sizes;
  private final EventQueue<SipEvent> events;
  private final Live live;
  private final AtomicLong threadNumbers = new AtomicLong();
  private UserAgentCore core;
  private Identifiers identifiers;
  private volatile UaSettings settings;
  private volatile CallPolicy policy;
  private volatile Handlers handlers = new Handlers(null, null, null, null, null);
  private volatile boolean closing;
  private final IncomingRequests requests;
  private final Referrals referrals;

  /** What is alive. */
  private static final class Live {
    final Set<Call> calls = new LinkedHashSet<>();
    final Set<Registration> registrations = new LinkedHashSet<>();
    final Set<Publication> publications = new LinkedHashSet<>();
    final Set<RequestRun> requests = new LinkedHashSet<>();
    final Compositor compositor;
    final OwnDialogs dialogs;
    final Set<Runnable> lookUps = new LinkedHashSet<>();
    boolean gone;
    boolean over;
    final Tally tally;

    Live(EndpointCore endpoint) {
      tally = new Tally(endpoint.network.loop().time());
      compositor = new Compositor(endpoint);
      dialogs = new OwnDialogs(endpoint);
    }
  }

  /** What has happened since the start. */
  private static final class Tally {
    final Frequency callsBegun;
    final Frequency registrationsBegun;
    final Frequency publicationsBegun;
    long callsRefused;
    long eventsLost;

    Tally(TimeSource time) {
      callsBegun = new Frequency(time);
      registrationsBegun = new Frequency(time);
      publicationsBegun = new Frequency(time);
    }
  }

  /** The application's handlers. */
  record Handlers(
      @Nullable CallHandler calls,
      @Nullable RequestHandler requests,
      @Nullable ReferHandler refers,
      @Nullable SubscribeHandler subscribes,
      @Nullable PublishHandler publishes) {

    Handlers callsBy(CallHandler handler) {
      return new Handlers(handler, requests, refers, subscribes, publishes);
    }

    Handlers requestsBy(RequestHandler handler) {
      return new Handlers(calls, handler, refers, subscribes, publishes);
    }

    Handlers refersBy(ReferHandler handler) {
      return new Handlers(calls, requests, handler, subscribes, publishes);
    }

    Handlers subscribesBy(SubscribeHandler handler) {
      return new Handlers(calls, requests, refers, handler, publishes);
    }

    Handlers publishesBy(PublishHandler handler) {
      return new Handlers(calls, requests, refers, subscribes, handler);
    }
  }

  /** Builds the layers; on the loop. */
  EndpointCore(
      Endpoint endpoint,
      Network network,
      EndpointOptions options,
      UaSettings settings,
      Hooks hooks) {
    this.endpoint = endpoint;
    this.network = network;
    this.live = new Live(this);
    this.sizes = options.queues();
    this.settings = settings;
    this.policy = options.calls();
    this.events =
        new EventQueue<SipEvent>(
                network.userThreads(),
                sizes.endpointEvents(),
                lost -> new EndpointEvent.Overflowed(endpoint, lost))
            .countedBy(this::eventLost);
    var key = new byte[32];
    network.loop().random().nextBytes(key);
    this.identifiers = new Identifiers(key);
    var transport = new TransportLayer(network, options.transport(), options.dns());
    var transactions = new TransactionLayer(network.loop(), transport, options.timers());
    transactions.onFault(this::handlerFailed);
    transactions.observe(ExchangeFeed.observing(options.hooks(), hooks, endpoint, this::exchanged));
    var told = options.hooks().activity();
    if (told != null) {
      transactions.onActivity(hooks.telling(told, transactions));
    }
    transport.nat(options.nat());
    transport.publicAddress().listen(this::seenAt);
    this.core = new UserAgentCore(network, transport, transactions, transport.locator(), settings);
    this.requests =
        new IncomingRequests(
            core,
            () -> availability(),
            new IncomingRequests.Application() {
              @Override
              public void request(InboundRequest request) {
                received(request);
              }
            });
    this.referrals = new Referrals(this, core);
    serve(settings);
    core.onRequest(Method.INVITE, this::invited);
  }

  /** Serves what the settings allow; what they no longer allow stops at the gate. */
  private void serve(UaSettings allowing) {
    requests.serve(
        allowing.capabilities().allow().stream().filter(EndpointCore::standsAlone).toList());
  }

  private static boolean standsAlone(Method method) {
    return !(method.equals(Method.INVITE)
        || method.equals(Method.ACK)
        || method.equals(Method.CANCEL)
        || method.equals(Method.BYE)
        || method.equals(Method.UPDATE)
        || method.equals(Method.INFO)
        || method.equals(Method.REFER)
        || method.equals(Method.SUBSCRIBE)
        || method.equals(Method.NOTIFY));
  }

  // --- parts, any thread ---

  UserAgentCore core() {
    return core;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Referrals referrals() {
    return referrals;
  }

  /** The calls as those who watch them see them. */
  OwnDialogs dialogs() {
    return live.dialogs;
  }

  Loop loop() {
    return network.loop();
  }

  UserThreads userThreads() {
    return network.userThreads();
  }

  EventQueue<SipEvent> events() {
    return events;
  }

  QueueSizes queueSizes() {
    return sizes;
  }

  Identifiers identifiers() {
    return identifiers;
  }

  UaSettings settings() {
    return settings;
  }

  CallPolicy policy() {
    return policy;
  }

  /** What requests that are built on any thread say from now on; the loop follows. */
  void ahead(UaSettings changed, CallPolicy calls) {
    settings = changed;
    policy = calls;
  }

  void configure(UaSettings changed, EndpointOptions options) {
    settings = changed;
    policy = options.calls();
    core.settings(changed);
    core.transactions().limits(changed.limits().requests().ofTransactions());
    core.transport().tls(options.transport().tls());
    core.transport().locator().settings(options.dns());
    serve(changed);
    core.transport().nat(options.nat());
    live.registrations.forEach(registration -> registration.addressChanged(true));
  }

  private void seenAt(Listening socket, @Nullable SentBy address) {
    emit(
        new EndpointEvent.PublicAddressChanged(endpoint, socket, address),
        EventQueue.Room.ORDINARY);
    // After what the loop is doing: the answer that told it may be a registration's own.
    loop().execute(() -> List.copyOf(live.registrations).forEach(one -> one.addressChanged(false)));
  }

  /** What name servers said and which servers did not work counts no more. */
  void forgetServers() {
    core.transport().locator().flush();
    core.sender().forgetPenalties();
  }

  /** The machine is in another network; on the loop. */
  void networkChanged(UnaryOperator<SessionDescription> media) {
    core.transport().networkChanged();
    forgetServers();
    List.copyOf(live.registrations).forEach(Registration::networkChanged);
    List.copyOf(live.calls).forEach(call -> call.calls().networkChanged(media));
    referrals.subscriptions().networkChanged();
    List.copyOf(live.publications).forEach(Publication::networkChanged);
  }

  Handlers handlers() {
    return handlers;
  }

  void handlers(Handlers changed) {
    handlers = changed;
  }

  boolean isClosing() {
    return closing;
  }

  <T> Pending<T> pending() {
    return new Pending<>(network.userThreads());
  }

  /** The description with a session id of its own, unless the application gave it one. */
  SessionDescription stamped(SessionDescription description) {
    var origin = description.origin();
    return origin.sessionId().equals(Origin.DEFAULT_SESSION_ID)
        ? description.withOrigin(origin.withSessionId(identifiers.number()))
        : description;
  }

  static List<HeaderField> fields(List<HeaderRow> rows) {
    return rows.isEmpty()
        ? List.of()
        : rows.stream().map(row -> new HeaderField(row.name(), row.value())).toList();
  }

  /** Rows that say why. */
  static List<HeaderRow> rows(Reason reason, Reason... more) {
    var rows = new ArrayList<HeaderRow>();
    rows.add(new HeaderRow("Reason", reason.toString()));
    for (var further : more) {
      rows.add(new HeaderRow("Reason", further.toString()));
    }
    return rows;
  }

  // --- commands, any thread ---

  /** Runs a verb on the loop; dropped if the endpoint is closed. */
  void command(Runnable verb) {
    network.loop().execute(verb);
  }

  /**
   * As {@link #command(Runnable)}, for a verb that somebody waits for: what was promised is
   * completed too if the endpoint is closed, or if the verb fails by a fault of this library.
   */
  void command(Runnable verb, Runnable ifClosed) {
    Runnable safe =
        () -> {
          try {
            verb.run();
          } catch (RuntimeException | Error e) {
            ifClosed.run();
            throw e;
          }
        };
    if (!network.loop().execute(safe)) {
      ifClosed.run();
    }
  }

  /** What this is on the loop; any thread. */
  <T> Pending<T> ask(Supplier<T> question, T ifClosed) {
    Pending<T> result = pending();
    command(() -> result.complete(question.get()), () -> result.complete(ifClosed));
    return result;
  }

  /** A step that asks the application. */
  AskedStep step(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    return new AskedStep(
        action,
        cause,
        this::command,
        new AskedStep.Steps() {
          @Override
          public void proceed() {
            proceed.run();
          }

          @Override
          public void decline() {
            decline.run();
          }
        });
  }

  // --- events ---

  boolean emit(SipEvent event, EventQueue.Room room) {
    return events.put(event, room);
  }

  /** Nothing comes after the last event. */
  private void exchanged(ExchangeEvent event, EventQueue.Room room) {
    if (!live.over) {
      emit(event, room);
    }
  }

  /** A call has ended, and nothing of it is on its way: told with the exchanges. */
  void left(Call call) {
    if (!live.over && endpoint.options().hooks().exchanges()) {
      emit(new EndpointEvent.CallLeft(endpoint, call), EventQueue.Room.RESERVED);
    }
  }

  /** A step of a request outside any call, or of the BYE of one that has ended. */
  void askEndpoint(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    emit(
        new EndpointEvent.Asked(endpoint, step(action, cause, proceed, decline)),
        EventQueue.Room.RESERVED);
  }

  Duration closeWithin() {
    return endpoint.options().hooks().closeWithin();
  }

  // --- what is alive ---

  /** A call begins; returns why it may not, or null. */
  @Nullable String enter(Call call) {
    if (closing) {
      return "the endpoint is closed";
    }
    if (live.calls.size() >= policy.maxCalls()) {
      live.tally.callsRefused++;
      return "there are " + policy.maxCalls() + " calls already, the most that are allowed";
    }
    live.calls.add(call);
    live.tally.callsBegun.count();
    live.dialogs.entered(call);
    return null;
  }

  void leave(Call call) {
    live.calls.remove(call);
  }

  void enter(Registration registration) {
    live.registrations.add(registration);
    live.tally.registrationsBegun.count();
  }

  void leave(Registration registration) {
    live.registrations.remove(registration);
  }

  void enter(Publication publication) {
    live.publications.add(publication);
    live.tally.publicationsBegun.count();
  }

  void leave(Publication publication) {
    live.publications.remove(publication);
  }

  void requestBegun(RequestRun run) {
    if (live.gone) {
      run.cutOff();
    } else {
      live.requests.add(run);
    }
  }

  void requestOver(RequestRun run) {
    live.requests.remove(run);
  }

  /** Somebody waits for a look-up, which {@code cutOff} ends when the endpoint is gone before. */
  <T> void lookUpBegun(Pending<T> result, Runnable cutOff) {
    if (live.gone) {
      cutOff.run();
    } else {
      live.lookUps.add(cutOff);
      result.then(done -> live.lookUps.remove(cutOff));
    }
  }

  /** Nothing is alive above the transactions. */
  boolean isIdle() {
    return live.calls.isEmpty()
        && live.registrations.isEmpty()
        && live.requests.isEmpty()
        && live.publications.isEmpty()
        && referrals.isIdle();
  }

  /** The call of a session; null if it is over. */
  @Nullable Call callOf(InviteSession session) {
    if (session.listening().orElse(null) instanceof CallSession known) {
      return known.call();
    }
    var callId = session.dialog().id().callId();
    for (var call : live.calls) {
      if (call.state() == Call.State.RINGING && call.callId().equals(callId)) {
        return call;
      }
    }
    return null;
  }

  int calls() {
    return live.calls.size();
  }

  EndpointStats stats() {
    var subscriptions = referrals.subscriptions();
    var alive =
        new EndpointStats.Counts(
            live.calls.size(),
            live.registrations.size(),
            live.publications.size(),
            subscriptions.atOthers(),
            subscriptions.here(),
            core.transactions().clientsAlive(),
            core.transactions().serversAlive(),
            core.transport().connections());
    var refused = Strikes.of(core, live.tally.callsRefused, live.tally.eventsLost);
    return new EndpointStats(
        alive,
        begun(Frequency::total),
        begun(Frequency::lastHour),
        core.transactions().unanswered(),
        refused);
  }

  private EndpointStats.Counts begun(ToLongFunction<Frequency> of) {
    var subscriptions = referrals.subscriptions();
    return new EndpointStats.Counts(
        of.applyAsLong(live.tally.callsBegun),
        of.applyAsLong(live.tally.registrationsBegun),
        of.applyAsLong(live.tally.publicationsBegun),
        of.applyAsLong(subscriptions.begunAtOthers()),
        of.applyAsLong(subscriptions.begunHere()),
        of.applyAsLong(core.transactions().counters().clientsBegun()),
        of.applyAsLong(core.transactions().counters().serversBegun()),
        of.applyAsLong(core.transport().counters().connectionsOpened()));
  }

  /** An event of any queue was dropped. */
  void eventLost() {
    live.tally.eventsLost++;
  }

  /** Ends everything that is alive, as politely as there is time for. */
  void endAll() {
    closing = true;
    List.copyOf(live.calls).forEach(call -> call.endOnLoop(List.of()));
    List.copyOf(live.publications).forEach(Publication::endOnLoop);
    referrals.endAll();
    List.copyOf(live.registrations).forEach(Registration::endOnLoop);
  }

  /** The time is over: everything that still waits completes. */
  void cutOff() {
    closing = true;
    live.gone = true;
    List.copyOf(live.calls).forEach(call -> call.calls().cutOff());
    List.copyOf(live.publications).forEach(Publication::cutOff);
    List.copyOf(live.registrations).forEach(Registration::cutOff);
    referrals.cutOff();
    new ArrayList<>(live.requests).forEach(RequestRun::cutOff);
    live.requests.clear();
    live.compositor.cutOff();
    List.copyOf(live.lookUps).forEach(Runnable::run);
    core.transport().close();
    emit(new EndpointEvent.Closed(endpoint), EventQueue.Room.RESERVED);
    live.over = true;
  }

  // --- incoming ---

  private Status availability() {
    return closing || live.calls.size() >= policy.maxCalls() ? Status.BUSY_HERE : Status.OK;
  }

  private void invited(InboundRequest inbound) {
    var limit = policy;
    if (closing || live.calls.size() >= limit.maxCalls()) {
      live.tally.callsRefused += closing ? 0 : 1;
      inbound.respond(core.overloaded(inbound.transaction(), 10).build());
      return;
    }
    var policy = endpoint.options().serving().takeover();
    var takeover = Takeover.of(core, inbound.request(), policy.authorised());
    if (takeover instanceof Takeover.Refused refused) {
      inbound.respond(inbound.response(refused.status()).build());
    } else {
      InviteUas.begin(core, inbound).ifPresent(uas -> offer(uas, limit, takeover));
    }
  }

  private void offer(InviteUas uas, CallPolicy limit, Takeover takeover) {
    var handler = handlers.calls();
    var call = new IncomingCall(this, uas, handler != null);
    switch (takeover) {
      case Takeover.Replacing replacing -> call.takesOver(callOf(replacing.session()), null);
      case Takeover.Joining joining -> call.takesOver(null, callOf(joining.session()));
      case Takeover.None none -> {}
      case Takeover.Refused refused -> {}
    }
    uas.listener(call.watching(), limit.ringWithin());
    if (!call.calls().enter()) {
      return;
    }
    if (handler != null) {
      runForCall(call, () -> handle(handler, call));
    } else if (!emit(new CallEvent.Incoming(call), EventQueue.Room.ORDINARY)) {
      uas.reject(Status.SERVICE_UNAVAILABLE, List.of(new HeaderField("Retry-After", "10")));
      call.calls()
          .notEstablished(
              new CallOutcome.Failed("nobody takes the endpoint's events"),
              CallEnd.Cause.REFUSED,
              null);
    } else {
      call.untaken(loop().after(limit.takeWithin(), call::refuseIfNotTaken));
    }
  }

  private void handle(CallHandler handler, IncomingCall call) {
    call.taken();
    try {
      handler.handle(call);
      call.handlerReturned();
    } catch (InterruptedException e) {
      call.handlerReturned();
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      call.handlerFailed();
      handlerFailed(e);
    }
  }

  void handlerFailed(Throwable failure) {
    command(
        () -> emit(new EndpointEvent.HandlerFailed(endpoint, failure), EventQueue.Room.ORDINARY));
  }

  private void received(InboundRequest inbound) {
    var publishes = handlers.publishes();
    if (publishes != null && inbound.request().method().equals(Method.PUBLISH)) {
      live.compositor.received(inbound, publishes);
      return;
    }
    var request = new IncomingRequest(this, inbound.transaction());
    var handler = handlers.requests();
    if (handler == null) {
      if (!emit(new RequestEvent.Received(request), EventQueue.Room.REQUEST)) {
        request.refuse();
      }
      return;
    }
    run(
        "request",
        () -> {
          try {
            handler.handle(request);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (Exception | Error e) {
            request.handlerFailed();
            handlerFailed(e);
          }
        });
  }

  // --- user threads, any thread ---

  void runForCall(Call call, Runnable body) {
    run("call", body);
  }

  void run(String what, Runnable body) {
    userThreads().start("offhook-" + what + "-" + threadNumbers.incrementAndGet(), body);
  }
}
