package org.offhook.ua;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestClient;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogTable;
import org.offhook.dns.NextHop;
import org.offhook.dns.NextHopLocator;
import org.offhook.loop.Loop;
import org.offhook.loop.UserThreads;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.net.InvalidHost;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerUser;
import org.offhook.transaction.TransactionLayer;
import org.offhook.transport.Flow;
import org.offhook.transport.TransportLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core of a user agent: RFC 3261 §8. It hands each request that arrives to the dialog or
 * handler that serves it, makes identifiers and answers, and sends through its {@link
 * RequestSender}.
 */
public final class UserAgentCore implements ServerUser {

  private static final Logger LOG = LoggerFactory.getLogger(UserAgentCore.class);

  private final Network network;
  private final TransportLayer transport;
  private final TransactionLayer transactions;
  private final DialogTable dialogs = new DialogTable();
  private final Map<Method, RequestHandler> handlers = new HashMap<>();
  private final RequestGate gate;
  private final RequestSender sender;
  private final DigestClient digest;
  private final Accounts accounts = new Accounts();
  private UaSettings settings;
  private @Nullable FirstNotify firstNotify;
  private long faults;

  /** Takes all requests that the transaction layer receives from now on. */
  public UserAgentCore(
      Network network,
      TransportLayer transport,
      TransactionLayer transactions,
      NextHopLocator locator,
      UaSettings settings) {
    this.network = network;
    this.transport = transport;
    this.transactions = transactions;
    this.settings = settings;
    this.digest =
        new DigestClient(settings.credentials(), settings.challenges(), network.loop().random());
    this.gate = new RequestGate(this);
    this.sender = new RequestSender(this, locator);
    transactions.server(this);
    transactions.door(gate.door());
  }

  /**
   * Somebody else serves requests of the same transactions, as a proxy does: what names a dialog
   * that this agent does not know is let in. Otherwise it gets 481 without a transaction.
   */
  public void besideOthers() {
    gate.door().besideOthers();
  }

  /** What this agent is and how it behaves. */
  public UaSettings settings() {
    return settings;
  }

  /** Changes the settings for what begins from now on. */
  public void settings(UaSettings live) {
    loop().assertOnLoop();
    this.settings = live;
    digest.credentials(live.credentials());
    digest.choice(live.challenges());
    digest.mostAnswers(live.limits().challenges());
    transport.repeats().terms(live.limits().repeats().ofTransport());
    gate.door().settings(live);
  }

  /** How often limits and rules struck above the transactions. */
  public RefusalCounters refusals() {
    return gate.door().counters();
  }

  /** The dialogs. */
  public DialogTable dialogs() {
    return dialogs;
  }

  /** What registrations brought. */
  public Accounts accounts() {
    return accounts;
  }

  /** Sends requests. */
  public RequestSender sender() {
    return sender;
  }

  /** The loop that owns everything here. */
  public Loop loop() {
    return network.loop();
  }

  /** Threads for user code. */
  UserThreads userThreads() {
    return network.userThreads();
  }

  /** The transactions. */
  public TransactionLayer transactions() {
    return transactions;
  }

  /** The transports. */
  public TransportLayer transport() {
    return transport;
  }

  /** The account's digest state; see {@link #newDigestSession}. */
  public DigestClient digest() {
    return digest;
  }

  /** Digest state for the requests of one Call-ID: one per call, subscription or registration. */
  public DigestSession newDigestSession() {
    return digest.session();
  }

  /**
   * Names who serves requests of a method outside dialogs, and those inside that no usage takes. A
   * method without handler is answered 405.
   */
  public void onRequest(Method method, RequestHandler handler) {
    handlers.put(method, handler);
  }

  /** Names who serves requests of methods without a handler of their own, where any is served. */
  public void onOtherRequest(RequestHandler handler) {
    gate.otherwise(handler);
  }

  /** Names who waits for the first NOTIFY of subscriptions. */
  public void onFirstNotify(FirstNotify waiting) {
    firstNotify = waiting;
  }

  /** Whether a request that names no dialog of this agent is the first NOTIFY of a subscription. */
  boolean isFirstNotify(SipRequest request) {
    return firstNotify != null
        && Method.NOTIFY.equals(request.method())
        && firstNotify.awaits(request);
  }

  @Override
  public void incoming(ServerTransaction transaction) {
    var request = transaction.request();
    var verdict = gate.check(transaction);
    var dialog = verdict.dialog();
    if (verdict.refusal() == null && dialog == null && isFirstNotify(request)) {
      dialog = Objects.requireNonNull(firstNotify).dialogFor(request);
    }
    if (verdict.refusal() != null) {
      var flow = transaction.flow();
      transaction.respond(verdict.refusal());
      if (verdict.dialog() == null) {
        gate.door().failed(flow);
      }
    } else if (dialog == null) {
      handle(new InboundRequest(this, transaction, verdict.provenance(), null));
    } else if (settings.pinsDialogs() && !isKnownPeer(dialog, transaction.flow())) {
      transaction.respond(response(transaction, Status.FORBIDDEN).build());
    } else if (!dialog.acceptsSeq(request)) {
      transaction.respond(response(transaction, Status.of(500, "Request Out Of Order")).build());
    } else {
      inDialog(dialog, transaction, verdict.provenance());
    }
  }

  private static boolean isKnownPeer(Dialog dialog, Flow flow) {
    var last = dialog.flow();
    return last == null
        || last.remote().getAddress().equals(flow.remote().getAddress())
        || isSamePeer(Provenance.of(last), Provenance.of(flow));
  }

  private static boolean isSamePeer(Provenance one, Provenance other) {
    return one.kind() == Provenance.Kind.TLS && one.equals(other);
  }

  private void inDialog(Dialog dialog, ServerTransaction transaction, Provenance provenance) {
    dialog.flow(transaction.flow());
    var usage = dialog.usageFor(transaction.request());
    var method = transaction.request().method();
    if (usage != null) {
      usage.request(transaction);
    } else if (handlers.containsKey(method) && !Method.INVITE.equals(method)) {
      handle(new InboundRequest(this, transaction, provenance, dialog));
    } else {
      transaction.respond(response(transaction, Status.CALL_TRANSACTION_DOES_NOT_EXIST).build());
    }
  }

  private void handle(InboundRequest request) {
    var method = request.request().method();
    var handler = handlers.containsKey(method) ? handlers.get(method) : gate.otherwise(method);
    if (handler == null) {
      request.respond(gate.unserved(request.transaction()));
    } else {
      handler.request(request);
    }
  }

  @Override
  public void ack(SipRequest ack, Flow flow) {
    var dialog = dialogs.find(ack);
    if (dialog == null) {
      return;
    }
    for (var usage : dialog.usages()) {
      usage.ack(ack, flow);
    }
  }

  /** Whether the method makes a dialog and its messages so need a Contact. */
  public static boolean makesDialog(Method method) {
    return Method.INVITE.equals(method)
        || Method.SUBSCRIBE.equals(method)
        || Method.REFER.equals(method);
  }

  /** Starts an answer: what {@link ServerTransaction#response} copies, and Server. */
  public SipResponse.Builder response(ServerTransaction transaction, Status status) {
    var builder = transaction.response(status);
    if (!settings.product().isEmpty()) {
      builder.set(HeaderName.SERVER, settings.product());
    }
    return builder;
  }

  /** As {@link #response(ServerTransaction, Status)}, for a request inside a dialog. */
  public SipResponse.Builder response(SipRequest request, Status status) {
    if (request.to().tag().isEmpty()) {
      throw new IllegalArgumentException(
          "only its transaction knows this side's tag for " + request.method());
    }
    var builder = SipResponse.to(request, status);
    if (!settings.product().isEmpty()) {
      builder.set(HeaderName.SERVER, settings.product());
    }
    return builder;
  }

  /** Starts a 503 with Retry-After: for overload only (RFC 3261 §21.5.4). */
  public SipResponse.Builder overloaded(ServerTransaction transaction, long retryAfterSeconds) {
    return response(transaction, Status.SERVICE_UNAVAILABLE)
        .set(HeaderName.RETRY_AFTER, RetryAfter.of(retryAfterSeconds));
  }

  /** A new tag: 64 random bits. */
  public String newTag() {
    return Long.toHexString(loop().random().nextLong());
  }

  /** A new Call-ID. */
  public String newCallId() {
    return Long.toHexString(loop().random().nextLong())
        + Long.toHexString(loop().random().nextLong());
  }

  /**
   * Starts a request outside any dialog: From with a new tag, To, a new Call-ID, CSeq 1,
   * Max-Forwards 70, User-Agent, and Route by the configured outbound proxy. Contact follows when
   * it is sent.
   */
  public SipRequest.Builder newRequest(Method method, Uri target) {
    return newRequest(method, target, settings.identity(), NameAddr.of(toUri(target)));
  }

  /** As {@link #newRequest(Method, Uri)} with another From (its tag is added) and To. */
  public SipRequest.Builder newRequest(Method method, Uri target, NameAddr from, NameAddr to) {
    var builder =
        new NewRequest(method, target, from.withTag(newTag()), newCallId()).builder(settings);
    builder.set(HeaderName.TO, to);
    return builder;
  }

  private static Uri toUri(Uri target) {
    return target instanceof SipUri sip ? sip.forFromAndTo() : target;
  }

  /** Adds Contact where the method needs one and there is none: the default of {@link Outgoing}. */
  public SipRequest complete(SipRequest request, Flow flow) {
    if (!makesDialog(request.method()) || request.headers().contains(HeaderName.CONTACT)) {
      return request;
    }
    boolean anonymous = isAnonymous(request);
    var contact = contactFor(flow, request, request.from().uri(), anonymous);
    return request.toBuilder()
        .set(HeaderName.CONTACT, anonymous ? nameless(contact) : contact)
        .build();
  }

  /** Who calls from {@code anonymous.invalid} reveals nothing in Contact (RFC 3323 §4.1.1.3). */
  private static boolean isAnonymous(SipRequest request) {
    return request.from().uri() instanceof SipUri sip
        && sip.host().equalsIgnoreCase("anonymous.invalid");
  }

  /** The same place without user, and without features that may tell the device. */
  private static Contact nameless(Contact contact) {
    // A temporary GRUU has a user part that tells nothing (RFC 5627 §3.1.2).
    return contact.uri() instanceof SipUri sip && !sip.params().has("gr")
        ? Contact.of(sip.withUser(null))
        : contact;
  }

  /**
   * The Contact for the answer to a request, which reaches this agent (RFC 3261 §8.1.1.8): the GRUU
   * of the account that is called (RFC 5627 §4.2), else the address for the flow's transport and
   * family, with {@code ob} on a flow of outbound (RFC 5626 §4.3); sips where the request's target,
   * its top Record-Route or, without that, its Contact is sips.
   */
  public Contact contactFor(Flow flow, SipRequest request) {
    return contactFor(flow, request, request.to().uri(), false);
  }

  private Contact contactFor(Flow flow, SipRequest request, Uri account, boolean anonymous) {
    var top = request.headers().get(HeaderName.RECORD_ROUTE).map(NameAddr::uri);
    var peer = top.isPresent() ? top : peerContact(request);
    boolean secure = isSecure(request.requestUri()) || peer.filter(this::isSecure).isPresent();
    var gruu = accounts.gruu(account);
    var routable = gruu == null ? null : anonymous ? gruu.temporary() : gruu.lasting();
    var uri =
        routable instanceof SipUri fixed
            ? (secure ? fixed.withSecure(true) : fixed)
            : addressInDialog(flow, secure, account);
    var contact = withFeatures(uri);
    return anonymous ? contact : contacts().inDialog(contact);
  }

  private ContactPolicy contacts() {
    return settings.capabilities().announced().contacts();
  }

  private SipUri addressInDialog(Flow flow, boolean secure, Uri account) {
    var uri = addressFor(flow, secure, account);
    return contacts().outboundMark() || accounts.isOutbound(flow) ? uri.with("ob", null) : uri;
  }

  private static Optional<Uri> peerContact(SipRequest request) {
    return request.headers().get(HeaderName.CONTACT).filter(c -> !c.isStar()).map(Contact::uri);
  }

  private boolean isSecure(Uri uri) {
    return uri instanceof SipUri sip && sip.secure();
  }

  /**
   * Gives a dialog the Contact that reaches this agent now, to be told with the next target refresh
   * (RFC 3261 §12.2.1.1).
   *
   * @return whether it is another one
   */
  public boolean renewContact(Dialog dialog) {
    var before = dialog.localContact();
    if (before == null
        || before.isStar()
        || !(dialog.nextHop() instanceof SipUri hop)
        || !(before.uri() instanceof SipUri old)
        || old.params().has("gr")) {
      return false;
    }
    var kind = TransportKind.of(hop.transport().orElse("udp")).orElse(TransportKind.UDP);
    var remote = dialog.flow() != null ? dialog.flow().remote() : null;
    if (remote == null) {
      return false;
    }
    var flow = transport.flowTo(NextHop.of(kind, remote));
    var uri = addressInDialog(flow, old.secure(), dialog.localParty().uri());
    var now = Contact.of(before.address().withUri(uri));
    dialog.localContact(now);
    return !now.uri().matches(before.uri());
  }

  /**
   * The Contact to register: it reaches this agent over the flow's transport and family.
   *
   * @param account the address of record
   */
  public Contact contactFor(Flow flow, Uri account) {
    return contacts().registered(withFeatures(addressFor(flow, isSecure(account), account)));
  }

  private SipUri addressFor(Flow flow, boolean secure, Uri account) {
    var here = flow.contact(account instanceof SipUri aor ? aor.host() : "");
    var user = settings.identity().uri() instanceof SipUri sip ? sip.user().orElse(null) : null;
    // A name that leads nowhere has no port either (RFC 7118 §5).
    var uri = SipUri.of(user, here.host(), InvalidHost.is(here.host()) ? -1 : here.port());
    if (secure) {
      uri = uri.withSecure(true);
    }
    var name = contactTransport(flow.kind(), secure);
    if (!name.isEmpty()) {
      uri = uri.with("transport", name);
    }
    return uri;
  }

  private Contact withFeatures(SipUri uri) {
    return settings.capabilities().announced().features().on(Contact.of(NameAddr.of(uri)));
  }

  /** What a URI must say of the transport: of sips it names what TLS runs on (RFC 5630 §3.1.4). */
  private static String contactTransport(TransportKind kind, boolean secure) {
    return switch (kind) {
      case UDP -> "";
      case DTLS -> secure ? TransportKind.UDP.uriToken() : kind.uriToken();
      case TCP, TLS -> secure ? "" : kind.uriToken();
      case WS, WSS -> kind.uriToken();
    };
  }

  /** Something in this library, or in a hook of the user, failed: it is logged and counted. */
  public void fault(String what, RuntimeException cause) {
    faults++;
    LOG.error(what, cause);
  }

  /** How often {@link #fault} was called. */
  public long faults() {
    return faults;
  }
}
