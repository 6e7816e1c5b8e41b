package org.offhook;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.CredentialStore;
import org.offhook.loop.Nanos;
import org.offhook.message.Method;
import org.offhook.net.Network;
import org.offhook.sdp.SessionDescription;
import org.offhook.transport.Listening;
import org.offhook.transport.NatPolicy;
import org.offhook.transport.WireTap;
import org.offhook.ua.IncomingAuthentication;
import org.offhook.ua.UaSettings;

/**
 * A SIP endpoint: it registers, makes and takes calls, sends and takes requests.
 *
 * <p>Any thread may use it, without locks; nothing needs to be polled, acknowledged or freed for
 * the protocol to go on. Closing it ends its calls and registrations.
 *
 * <pre>{@code
 * try (var endpoint = Endpoint.start(EndpointOptions.builder()
 *         .listen(Listen.sip("0.0.0.0", 5060))
 *         .aor("sip:alice@example.com")
 *         .credentials("alice", "secret")
 *         .build())) {
 *   endpoint.register("sip:example.com").awaitOk();
 *   var call = endpoint.call("sip:bob@example.com", sdp);
 *   call.outcome().awaitOk();
 *   endpoint.sleep(Duration.ofSeconds(5));
 *   call.hangUp().await();
 * }
 * }</pre>
 */
public final class Endpoint implements AutoCloseable {

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Network network;
  private final AtomicReference<EndpointOptions> options;
  private final AtomicReference<@Nullable Pending<Boolean>> closed = new AtomicReference<>();
  private final Hooks hooks = new Hooks();
  private final EndpointCore core;
  private final IncomingVerifier verifier = new IncomingVerifier();
  private final EndpointNetwork places;
  private final Drafts drafts;

  private Endpoint(EndpointOptions options, Network network) throws InterruptedException {
    this.network = network;
    this.options = new AtomicReference<>(options);
    options.hooks().taps().forEach(hooks::add);
    places = new EndpointNetwork(network, this::networkChanged);
    Pending<Object> built = new Pending<>(network.userThreads());
    network.loop().execute(() -> built.complete(build(options)));
    core =
        switch (built.await()) {
          case EndpointCore done -> done;
          case RuntimeException fault -> throw fault;
          default -> throw new IllegalStateException("the endpoint was not built");
        };
    drafts = new Drafts(core);
  }

  /** On the loop; returns what went wrong, rather than losing it there. */
  private Object build(EndpointOptions from) {
    try {
      var made = new EndpointCore(this, network, from, settings(from), hooks);
      hooks.reportTo(made::handlerFailed);
      made.core().transport().tap(hooks);
      for (var where : from.listen()) {
        var refused = places.open(made, where, from.watchInterfaces());
        if (refused != null) {
          return new ListenException(refused);
        }
      }
      made.configure(settings(from), from);
      return made;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /**
   * Starts an endpoint.
   *
   * @throws ListenException if it cannot listen where it was told to; nothing is left then
   * @throws InterruptedException if the calling thread is interrupted; nothing is left then
   */
  public static Endpoint start(EndpointOptions options) throws InterruptedException {
    options.withTlsRead();
    var network = options.host().attach("offhook-" + NUMBERS.incrementAndGet());
    try {
      return new Endpoint(options, network);
    } catch (RuntimeException | InterruptedException e) {
      network.close();
      throw e;
    }
  }

  private UaSettings settings(EndpointOptions from) {
    return settings(from, verifier.meeting(from.serving().authentication(), network.loop()));
  }

  private UaSettings settings(EndpointOptions from, @Nullable IncomingAuthentication verified) {
    var identity = from.identity();
    return UaSettings.builder(identity != null ? identity : places.nameless())
        .capabilities(from.serving().takeover().applyTo(from.serving().capabilities()))
        .product(from.serving().product())
        .servesUser(from.serving().users())
        .credentials(from.credentials())
        .incomingAuthentication(verified)
        .outboundProxy(from.outboundProxy())
        .automatic(from.automatic())
        .redirects(from.serving().redirects())
        .calls(from.calls().limits())
        .extensions(from.extensions())
        .trust(from.hooks().trust())
        .sips(from.serving().sips())
        .events(from.serving().events())
        .guard(from.serving().guard())
        .rewrite(hooks.rewriting(from.hooks().rewrite()))
        .build();
  }

  // --- where it listens ---

  /** The listening sockets, with their real ports. */
  public List<Listening> listening() {
    return places.listening();
  }

  /**
   * Listens at one more place.
   *
   * @throws ListenException if that is not possible; the rest goes on
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void listen(Listen where) throws InterruptedException {
    places.listen(core, where, options().watchInterfaces());
  }

  /**
   * Shows another public address in Contact and Via from now on, such as {@code 203.0.113.7} or
   * {@code sip.example.com:5070}; null: whatever is found out, as {@link EndpointOptions#builder()
   * the options} say. Registrations are renewed with it. Peers on a directly attached subnet see
   * the local address, unless {@link NatPolicy#always} is set.
   *
   * <pre>{@code
   * endpoint.publicAddress("203.0.113.7:5060");
   * }</pre>
   *
   * @throws IllegalArgumentException if it is no address
   */
  public void publicAddress(@Nullable String address) {
    reconfigure(builder -> builder.publicAddress(address));
  }

  /**
   * Tells the endpoint that the machine is in another network now: another interface, address or
   * route. It listens anew where it listens on wildcards, ends connections from addresses that are
   * gone, registers again, and offers calls whose Contact changed their session again by re-INVITE.
   * Any thread; what it does is reported by events.
   */
  public void networkChanged() {
    networkChanged(description -> description);
  }

  /**
   * As {@link #networkChanged()}, with other descriptions for the re-offers: the application's
   * media have another address too.
   *
   * <pre>{@code
   * endpoint.networkChanged(before -> myMedia.describeAnew(before));
   * }</pre>
   *
   * @param media makes the new description of a call from the one in force; runs on the loop and
   *     must not block
   */
  public void networkChanged(UnaryOperator<SessionDescription> media) {
    Objects.requireNonNull(media);
    places.changed(core, media);
  }

  /**
   * This host's address that messages to a peer leave from, such as for the connection address of a
   * session description. Empty if the peer cannot be located.
   *
   * @param target a SIP URI, located as for a request (RFC 3263), or a host such as {@code
   *     192.0.2.7}, {@code 2001:db8::7} or {@code sip.example.com}
   */
  public Pending<Optional<InetAddress>> localAddressTowards(String target) {
    return places.localAddressTowards(core, target);
  }

  /**
   * Two neighbouring UDP ports that are free, for RTP and RTCP; the search goes on where the last
   * one ended. They are not reserved: open them soon. Empty if no pair of the range is free.
   *
   * <pre>{@code
   * var ports = endpoint.freePortPair("0.0.0.0", 30000, 30999).await().orElseThrow();
   * var offer = SessionDescription.audio("192.0.2.1", ports.rtp(), RtpMap.PCMU);
   * }</pre>
   *
   * @param host a numeric address of this host, or a wildcard: free on all addresses of its family
   * @throws IllegalArgumentException if the host is no numeric address, or the range is none
   */
  public Pending<Optional<PortPair>> freePortPair(String host, int from, int to) {
    return places.freePortPair(core, host, from, to);
  }

  /**
   * Closes all connections; those that are needed are opened anew. Calls go on, a request that was
   * under way is sent again by a new connection, and registrations on a connection are renewed.
   */
  public Pending<Boolean> resetConnections() {
    return places.resetConnections(core);
  }

  // --- settings ---

  /**
   * The version of this library, such as {@code 1.2.3}; empty where the build wrote none down.
   *
   * <pre>{@code
   * options.product("Lamp/1 Offhook/" + Endpoint.version().orElse("0"));
   * }</pre>
   */
  public static Optional<String> version() {
    try (var in = Endpoint.class.getResourceAsStream("version.txt")) {
      var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return Optional.of(text).filter(known -> known.matches("[0-9].*"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The options in force. */
  public EndpointOptions options() {
    return Objects.requireNonNull(options.get());
  }

  /**
   * Changes live options; those that count at start only stay as they are. What the calling thread
   * asks for afterwards is done by the changed ones.
   *
   * @throws org.offhook.net.TlsException if other settings of TLS cannot be used; nothing changes
   */
  public void reconfigure(UnaryOperator<EndpointOptions.Builder> change) {
    var changed =
        Objects.requireNonNull(
            options.updateAndGet(
                now ->
                    change.apply(Objects.requireNonNull(now).toBuilder()).build().withTlsRead()));
    core.ahead(settings(changed, core.settings().incomingAuthentication()), changed.calls());
    core.command(
        () -> {
          var latest = options();
          core.configure(settings(latest), latest);
          places.watch(latest.watchInterfaces());
        });
  }

  /** The credentials, to add and remove. */
  public CredentialsEditor credentials() {
    return new CredentialsEditor(this::changeCredentials);
  }

  private void changeCredentials(UnaryOperator<CredentialStore> change) {
    reconfigure(builder -> builder.credentials(change));
  }

  /** Name servers: look-ups for the application, overrides, and what is known. */
  public NameLookUps dns() {
    return new NameLookUps(core, this::reconfigure);
  }

  /** One more look at every message on the wire, on the loop: it must not block. */
  public void tap(WireTap tap) {
    Objects.requireNonNull(tap);
    core.command(() -> hooks.add(tap));
  }

  // --- registrations ---

  /** Registers the endpoint's address of record at a registrar, such as {@code sip:example.com}. */
  public Registration register(String registrar) {
    return register(RegistrationOptions.at(registrar));
  }

  /** Registers; see {@link RegistrationOptions}. */
  public Registration register(RegistrationOptions wanted) {
    return drafts.registration(wanted, true);
  }

  /**
   * A registration for which nothing is sent yet: to ask for {@link Registration#bindings}, to
   * remove them all, or to begin later with {@link Registration#refresh}. Its {@link
   * Registration#outcome} stays open until the endpoint closes.
   */
  public Registration registration(RegistrationOptions wanted) {
    return drafts.registration(wanted, false);
  }

  /**
   * Builds the REGISTER that begins a registration without sending it. What is sent counts: To,
   * From where somebody else registers, Call-ID, Contact and Expires, and other rows in each
   * REGISTER that follows. With Contact {@code *} and Expires 0 nothing is bound, and {@link
   * Registration#outcome} says whether all was removed (RFC 3261 §10.2.2).
   *
   * <pre>{@code
   * endpoint.prepare(RegistrationOptions.at("sip:example.com"))
   *     .edit(register -> register.set(HeaderName.EXPIRES, 600L))
   *     .send();
   * }</pre>
   *
   * <p>{@link Draft#send} throws IllegalArgumentException if Contact or Expires cannot be read, if
   * one of {@code *} and Expires 0 stands without the other, and if it goes to no SIP URI.
   */
  public Draft<Registration> prepare(RegistrationOptions wanted) {
    return drafts.register(wanted);
  }

  // --- calls ---

  /** Calls with an offer. */
  public OutgoingCall call(String target, SessionDescription offer) {
    return call(CallOptions.to(target).offer(offer));
  }

  /** Calls; see {@link CallOptions}. */
  public OutgoingCall call(CallOptions wanted) {
    return prepare(wanted).send();
  }

  /** Builds the INVITE of a call without sending it. */
  public Draft<OutgoingCall> prepare(CallOptions wanted) {
    return drafts.call(wanted, null);
  }

  /** The call that a peer asked for. */
  OutgoingCall call(CallOptions wanted, IncomingRefer refer) {
    return drafts.call(wanted, refer).send();
  }

  /**
   * Serves incoming calls by a handler, each on a user thread of its own, from now on; without one
   * they come to {@link #events()}.
   */
  public void onCall(CallHandler handler) {
    core.handlers(core.handlers().callsBy(handler));
  }

  // --- transfer ---

  /**
   * Asks a peer outside any call to call somebody (RFC 3515), such as a telephone on a desk.
   *
   * <pre>{@code
   * endpoint.refer(ReferOptions.to("sip:carol@example.com").at("sip:desk@example.com"));
   * }</pre>
   *
   * @throws IllegalArgumentException if the options do not say whom to ask
   */
  public Transfer refer(ReferOptions wanted) {
    Drafts.asked(wanted);
    return Transfer.begin(core, null, wanted);
  }

  /**
   * Builds the REFER of {@link #refer} without sending it.
   *
   * @throws IllegalArgumentException if the options do not say whom to ask, or name another call:
   *     what that makes of it is known when it is sent
   */
  public Draft<Transfer> prepare(ReferOptions wanted) {
    return drafts.refer(wanted);
  }

  /**
   * Serves the wishes of peers that this side call somebody (RFC 3515), inside calls and outside,
   * by a handler from now on; without one they come as {@link CallEvent.TransferRequested} and
   * {@link SubscriptionEvent.ReferReceived}.
   */
  public void onRefer(ReferHandler handler) {
    core.handlers(core.handlers().refersBy(handler));
  }

  // --- subscriptions and publications ---

  /**
   * Subscribes to somebody's state by an event package such as {@code presence} (RFC 6665), for as
   * long as this endpoint lives.
   */
  public Subscription subscribe(String target, String eventPackage) {
    return subscribe(SubscribeOptions.to(target, eventPackage));
  }

  /**
   * Subscribes; see {@link SubscribeOptions}.
   *
   * @throws IllegalArgumentException if the options do not say whose state is of interest
   */
  public Subscription subscribe(SubscribeOptions wanted) {
    Drafts.target(wanted);
    return Subscription.begin(core, null, wanted);
  }

  /**
   * Builds the SUBSCRIBE that begins a subscription without sending it. What is sent counts: Event,
   * Expires and Accept as well. Where it is made anew later, it is this request again, with a From
   * tag of its own.
   *
   * <pre>{@code
   * endpoint.prepare(SubscribeOptions.to("sip:bob@example.com", "presence"))
   *     .edit(subscribe -> subscribe.set(HeaderName.SUBJECT, "colleagues"))
   *     .send();
   * }</pre>
   *
   * @throws IllegalArgumentException if the options do not say whose state is of interest
   */
  public Draft<Subscription> prepare(SubscribeOptions wanted) {
    return drafts.subscription(wanted);
  }

  /**
   * Serves the wishes of peers to be told a state, of the packages that {@link
   * EndpointOptions.Builder#events} names, by a handler from now on; without one they come as
   * {@link SubscriptionEvent.Received}.
   */
  public void onSubscribe(SubscribeHandler handler) {
    core.handlers(core.handlers().subscribesBy(handler));
  }

  /**
   * Publishes a state for an event package such as {@code presence} (RFC 3903), and keeps it
   * published for as long as this endpoint lives.
   *
   * @param target the address whose state it is; the server of its domain keeps it
   */
  public Publication publish(String target, String eventPackage, NotifyBody state) {
    return publish(PublishOptions.of(target, eventPackage, state));
  }

  /** Publishes; see {@link PublishOptions}. */
  public Publication publish(PublishOptions wanted) {
    return Publication.begin(core, wanted);
  }

  /**
   * Keeps what peers publish here (RFC 3903 §6) for the packages that {@link
   * EndpointOptions.Builder#events} names, if the handler accepts it; it needs PUBLISH among the
   * methods of {@link EndpointOptions.Builder#capabilities}. Without a handler each PUBLISH comes
   * as {@link RequestEvent.Received}, to be answered as it is.
   */
  public void onPublish(PublishHandler handler) {
    core.handlers(core.handlers().publishesBy(handler));
  }

  // --- requests ---

  /** Sends a text message (RFC 3428). */
  public Pending<RequestOutcome> message(String target, String text) {
    return request(RequestOptions.of(Method.MESSAGE, target).text(text));
  }

  /** Asks a server or user what it can do (RFC 3261 §11): a SIP ping. */
  public Pending<RequestOutcome> options(String target) {
    return request(RequestOptions.of(Method.OPTIONS, target));
  }

  /** Sends a request of any method outside a call. */
  public Pending<RequestOutcome> request(RequestOptions wanted) {
    return prepare(wanted).send();
  }

  /** Builds a request without sending it. */
  public Draft<Pending<RequestOutcome>> prepare(RequestOptions wanted) {
    return drafts.request(wanted);
  }

  /**
   * Serves requests outside calls by a handler from now on; without one they come to {@link
   * #events()}.
   */
  public void onRequest(RequestHandler handler) {
    core.handlers(core.handlers().requestsBy(handler));
  }

  // --- events and time ---

  /**
   * The events of everything that has no handler and no queue of its own; the last one is {@link
   * EndpointEvent.Closed}.
   */
  public EventQueue<SipEvent> events() {
    return core.events();
  }

  /**
   * The time since an unspecified moment, by the clock of the endpoint's host, which only goes
   * forward: for measuring how long something took. Simulated time in a simulated world. Any
   * thread.
   *
   * <pre>{@code
   * var begin = endpoint.elapsed();
   * call.outcome().await();
   * var took = endpoint.elapsed().minus(begin);
   * }</pre>
   */
  public Duration elapsed() {
    return Duration.ofNanos(network.loop().time().nanos());
  }

  /**
   * The date and time by the clock of the endpoint's host, which may be set back: for dates in
   * messages. Simulated time in a simulated world. Any thread.
   *
   * @see #elapsed
   */
  public Instant now() {
    return network.loop().time().wallClock();
  }

  /**
   * Waits, by the clock of the endpoint's host: simulated time in a simulated world.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void sleep(Duration time) throws InterruptedException {
    network.userThreads().await(network.userThreads().newSignal(), Nanos.of(time));
  }

  /** How many calls are alive now. */
  public Pending<Integer> calls() {
    return core.ask(core::calls, 0);
  }

  /** What there is to do now, and what has begun since the start, in figures. */
  public Pending<EndpointStats> stats() {
    return core.ask(core::stats, EndpointStats.CLOSED);
  }

  /** What is below, for tests: to be looked at on the loop. */
  EndpointCore parts() {
    return core;
  }

  /**
   * The threads on which user code runs and waits, those of the endpoint's host: for programs with
   * a loop of their own, which so runs in a simulated world, too. Any thread.
   *
   * <pre>{@code
   * endpoint.threads().start("events", this::takeEvents);
   * }</pre>
   */
  public org.offhook.loop.UserThreads threads() {
    return network.userThreads();
  }

  // --- the end ---

  /**
   * Ends calls, subscriptions, publications and registrations within {@link
   * EndpointOptions.Builder#closeWithin}, then closes all sockets and ends the loop. Everything
   * that still waits completes. Calling it again only waits; where the calling thread is
   * interrupted, it closes all the same but does not wait.
   */
  @Override
  public void close() {
    close(options().hooks().closeWithin());
  }

  /** As {@link #close()}, within another time. */
  public void close(Duration within) {
    end(closing -> closing.begin(within));
  }

  /**
   * Closes all sockets and ends the loop at once, and sends nothing: for its peers and registrars
   * it is as if the machine had gone. Everything that still waits completes. For a process that is
   * to end without delay, or whose place another one takes; else {@link #close()}.
   */
  public void abandon() {
    end(Closing::abandon);
  }

  private void end(Consumer<Closing> way) {
    Pending<Boolean> done = core.pending();
    if (closed.compareAndSet(null, done)) {
      core.command(
          () -> {
            places.stop();
            way.accept(new Closing(core, network, done));
          },
          () -> done.complete(true));
    }
    var waiting = closed.get();
    try {
      (waiting != null ? waiting : done).await();
      // Once more, on this thread: this one waits until the ports are free.
      network.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    places.gone();
  }

  @Override
  public String toString() {
    return "endpoint " + places.listening();
  }
}
