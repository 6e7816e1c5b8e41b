package org.offhook.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.TelUri;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;
import org.offhook.transport.FlowUser;

/**
 * A peer-to-peer relation between two user agents: RFC 3261 §12. Passive: it holds identifiers,
 * sequence numbers, route set, remote target and the list of its usages, and builds requests.
 */
public final class Dialog implements FlowUser {

  /** How far a dialog has come. */
  public enum State {
    /** Made by a provisional answer. */
    EARLY,
    /** Made or confirmed by a 2xx. */
    CONFIRMED,
    /** Over. */
    TERMINATED
  }

  /**
   * Who talks to whom in a dialog.
   *
   * @param id the identifiers
   * @param uac whether this side sent the request that made the dialog
   * @param local this side's URI, with its tag
   * @param remote the peer's URI, with its tag
   */
  public record Parties(DialogId id, boolean uac, NameAddr local, NameAddr remote) {}

  private static final long NONE = -1;

  // what is known of the peer, as bits
  private static final int TAKES_UPDATE = 1;
  private static final int REFUSES_UPDATE = 2;
  private static final int REFERRED = 4;

  private Parties parties;
  private final List<DialogUsage> usages = new ArrayList<>(1);
  private State state;
  private long localSeq;
  private long remoteSeq = NONE;
  private Uri remoteTarget;
  private RouteSet routeSet;
  private @Nullable Contact localContact;
  private @Nullable Flow flow;
  private int known;
  private @Nullable DialogTable table;
  private @Nullable Dialog next;

  private Dialog(
      Parties parties, State state, RouteSet routeSet, Uri remoteTarget, @Nullable Contact local) {
    this.parties = parties;
    this.state = state;
    this.routeSet = routeSet;
    this.remoteTarget = remoteTarget;
    this.localContact = local;
  }

  /**
   * The caller's dialog, made by a 101-199 or 2xx with a To tag (RFC 3261 §12.1.2). Without a
   * usable Contact in the answer, requests go to the Request-URI of the first one.
   */
  public static Dialog uac(SipRequest sent, SipResponse response) {
    return asked(
        sent,
        response,
        response.to(),
        response.status().isSuccess() ? State.CONFIRMED : State.EARLY,
        RouteSet.ofResponse(response));
  }

  /** The dialog of whoever sent the first request; {@code made} is what the peer makes it by. */
  private static Dialog asked(
      SipRequest sent, SipMessage made, NameAddr remote, State state, RouteSet routeSet) {
    var local = sent.from();
    var id = new DialogId(sent.callId(), local.tag().orElse(""), remote.tag().orElse(""));
    var dialog =
        new Dialog(
            new Parties(id, true, local, remote),
            state,
            routeSet,
            target(made.headers().get(HeaderName.CONTACT).orElse(null)).orElseGet(sent::requestUri),
            sent.headers().get(HeaderName.CONTACT).orElse(null));
    dialog.localSeq = sent.cSeq().number();
    return dialog;
  }

  /**
   * The callee's dialog (RFC 3261 §12.1.1), early until {@link #confirmed}.
   *
   * @param localTag the tag that this side writes into To of its answers
   * @param local the Contact that goes into those answers
   */
  public static Dialog uas(SipRequest request, String localTag, Contact local) {
    var remote = request.from();
    var id = new DialogId(request.callId(), localTag, remote.tag().orElse(""));
    var dialog =
        new Dialog(
            new Parties(id, false, request.to().withTag(localTag), remote),
            State.EARLY,
            RouteSet.ofRequest(request),
            target(request.headers().get(HeaderName.CONTACT).orElse(null)).orElseGet(remote::uri),
            local);
    dialog.remoteSeq = request.cSeq().number();
    return dialog;
  }

  /**
   * The subscriber's dialog, made by the first NOTIFY rather than by the 2xx (RFC 6665 §4.4.1); its
   * CSeq number is taken when the NOTIFY is served.
   *
   * @param sent the SUBSCRIBE or REFER as it left
   */
  public static Dialog notified(SipRequest sent, SipRequest notify) {
    return asked(sent, notify, notify.from(), State.CONFIRMED, RouteSet.ofRequest(notify));
  }

  /**
   * Why a 2xx cannot make or confirm a dialog of the request; empty if it can. Such an answer is
   * acknowledged and ended with BYE, and is no success.
   */
  public static Optional<String> fault(SipRequest sent, SipResponse success) {
    if (success.to().tag().isEmpty()) {
      return Optional.of("the answer has no To tag");
    }
    if (!success.from().tag().equals(sent.from().tag())) {
      return Optional.of("the answer has another From tag than the request");
    }
    if (target(success.headers().get(HeaderName.CONTACT).orElse(null)).isEmpty()) {
      return Optional.of(
          success
              .headers()
              .fault(HeaderName.CONTACT)
              .map(fault -> "the answer's Contact is unusable: " + fault)
              .orElse("the answer has no Contact with a SIP URI"));
    }
    return Optional.empty();
  }

  private static Optional<Uri> target(@Nullable Contact contact) {
    return Optional.ofNullable(contact)
        .filter(c -> !c.isStar())
        .map(Contact::uri)
        .filter(uri -> uri instanceof SipUri || uri instanceof TelUri);
  }

  /** The identifiers. */
  public DialogId id() {
    return parties.id();
  }

  /** Whether this side sent the request that made the dialog. */
  public boolean isUac() {
    return parties.uac();
  }

  /** How far the dialog has come. */
  public State state() {
    return state;
  }

  /** This side's URI with its tag: From of what is sent. */
  public NameAddr localParty() {
    return parties.local();
  }

  /** The peer's URI with its tag: To of what is sent. */
  public NameAddr remoteParty() {
    return parties.remote();
  }

  /** The peer goes by another URI from now on, its tag stays (RFC 4916 §4.4). */
  public void remoteParty(NameAddr changed) {
    var address = parties.remote().withUri(changed.uri()).withDisplayName(null);
    parties = new Parties(parties.id(), parties.uac(), parties.local(), address);
  }

  /** CSeq number of the last own request, 0 before the first. */
  public long localSeq() {
    return localSeq;
  }

  /** CSeq number of the peer's last request, empty before the first. */
  public OptionalLong remoteSeq() {
    return remoteSeq == NONE ? OptionalLong.empty() : OptionalLong.of(remoteSeq);
  }

  /** The peer's Contact. */
  public Uri remoteTarget() {
    return remoteTarget;
  }

  /** The servers between the two sides. */
  public RouteSet routeSet() {
    return routeSet;
  }

  /** This side's Contact, null if the peer was told none. */
  public @Nullable Contact localContact() {
    return localContact;
  }

  /** A new Contact for this side, used from the next target refresh on. */
  public void localContact(Contact contact) {
    this.localContact = contact;
  }

  /** The flow that carried the last message of the dialog, null if unknown. */
  public @Nullable Flow flow() {
    return flow;
  }

  /** Remembers the flow that carried the last message; a connection is kept open for the dialog. */
  public void flow(Flow last) {
    if (last != flow) {
      release();
      flow = last;
      hold();
    }
  }

  private void hold() {
    if (flow != null && table != null && flow.kind().reliable()) {
      flow.join(this);
    }
  }

  private void release() {
    if (flow != null && flow.kind().reliable()) {
      flow.leave(this);
    }
  }

  /** A dialog outlives its connection: its next request opens another one. */
  @Override
  public void flowLost(Flow lost, String reason) {}

  /** Remembers what a message of the peer says in Allow about UPDATE (RFC 3311 §4). */
  public void heard(SipMessage message) {
    if (message.headers().contains(HeaderName.ALLOW)) {
      update(message.headers().all(HeaderName.ALLOW).contains(Method.UPDATE));
    }
  }

  private void update(boolean taken) {
    known &= ~(TAKES_UPDATE | REFUSES_UPDATE);
    known |= taken ? TAKES_UPDATE : REFUSES_UPDATE;
  }

  /** The peer does not know UPDATE, whatever its Allow said. */
  public void updateRefused() {
    update(false);
  }

  /** Whether the peer said that it takes UPDATE. */
  public boolean takesUpdate() {
    return (known & TAKES_UPDATE) != 0;
  }

  /** Whether the peer said that it takes no UPDATE. */
  public boolean refusesUpdate() {
    return (known & REFUSES_UPDATE) != 0;
  }

  /**
   * The caller's dialog is confirmed by a 2xx: route set and remote target are taken from it anew
   * (RFC 3261 §13.2.2.4). A dialog that is confirmed already keeps its route set for ever.
   */
  public void confirm(SipResponse success) {
    if (state != State.EARLY) {
      return;
    }
    state = State.CONFIRMED;
    routeSet = RouteSet.ofResponse(success);
    target(success.headers().get(HeaderName.CONTACT).orElse(null))
        .ifPresent(uri -> remoteTarget = uri);
  }

  /** The callee's dialog is confirmed: its 2xx was sent. */
  public void confirmed() {
    if (state == State.EARLY) {
      state = State.CONFIRMED;
    }
  }

  /**
   * Whether this side may send BYE now: the caller always, the callee not in an early dialog (RFC
   * 3261 §15). That the callee has its ACK is the session's business.
   */
  public boolean allowsBye() {
    return state == State.CONFIRMED || (state == State.EARLY && isUac());
  }

  /** A new request in the dialog, with the next CSeq number (RFC 3261 §12.2.1.1). */
  public SipRequest.Builder request(Method method) {
    var builder = draft(method);
    localSeq++;
    return builder;
  }

  /** As {@link #request}, but the number is not used up: {@link #owned} gives it one to be sent. */
  public SipRequest.Builder draft(Method method) {
    var builder = skeleton(method, localSeq + 1);
    if (localContact != null && refreshesTarget(method)) {
      builder.set(HeaderName.CONTACT, localContact);
    }
    return builder;
  }

  /**
   * The ACK for a 2xx to {@code invite}: its CSeq number and its credentials, unchanged (RFC 3261
   * §13.2.2.4, §22.1), on the dialog's route.
   */
  public SipRequest.Builder ack(SipRequest invite) {
    var builder = skeleton(Method.ACK, invite.cSeq().number());
    builder.copy(invite.headers(), HeaderName.AUTHORIZATION);
    builder.copy(invite.headers(), HeaderName.PROXY_AUTHORIZATION);
    return builder;
  }

  /** An ACK that somebody wrote as the one for a 2xx to {@code invite}: with its identifiers. */
  public SipRequest.Builder ack(SipRequest invite, SipRequest written) {
    return identified(written, invite.cSeq().number());
  }

  private SipRequest.Builder identified(SipRequest written, long number) {
    return written.toBuilder()
        .remove(HeaderName.VIA)
        .set(HeaderName.FROM, parties.local())
        .set(HeaderName.TO, parties.remote())
        .set(HeaderName.CALL_ID, parties.id().callId())
        .set(HeaderName.CSEQ, new CSeq(number, written.method()));
  }

  private SipRequest.Builder skeleton(Method method, long number) {
    var routed = routeSet.apply(remoteTarget);
    var builder = SipRequest.builder(method, routed.requestUri());
    if (!routed.routeRows().isEmpty()) {
      builder.setAll(HeaderName.ROUTE, routed.routeRows());
    }
    return builder
        .set(HeaderName.MAX_FORWARDS, 70)
        .set(HeaderName.FROM, parties.local())
        .set(HeaderName.TO, parties.remote())
        .set(HeaderName.CALL_ID, parties.id().callId())
        .set(HeaderName.CSEQ, new CSeq(number, method));
  }

  /** A draft as a request of this dialog: with its identifiers and the next CSeq number. */
  public SipRequest owned(SipRequest draft) {
    return identified(draft, ++localSeq).build();
  }

  /** The same request once more, as a new one: with the next CSeq number. */
  public SipRequest retry(SipRequest old) {
    return old.toBuilder().set(HeaderName.CSEQ, new CSeq(++localSeq, old.method())).build();
  }

  /** Where requests in the dialog are sent. */
  public Uri nextHop() {
    return routeSet.isEmpty() ? remoteTarget : routeSet.routes().getFirst().uri();
  }

  /**
   * Whether a request from the peer, in a new transaction, is in order; its CSeq number is stored
   * then (RFC 3261 §12.2.2). ACK and CANCEL are always in order. An equal number in a new
   * transaction is a replay of an old request and is not.
   */
  public boolean acceptsSeq(SipRequest request) {
    var cSeq = request.cSeq();
    if (Method.ACK.equals(cSeq.method()) || Method.CANCEL.equals(cSeq.method())) {
      return true;
    }
    if (remoteSeq != NONE && cSeq.number() <= remoteSeq) {
      return false;
    }
    remoteSeq = cSeq.number();
    return true;
  }

  /** Whether a Contact in a request of this method, and in its 2xx, changes the remote target. */
  public static boolean refreshesTarget(Method method) {
    return Method.INVITE.equals(method)
        || Method.UPDATE.equals(method)
        || Method.SUBSCRIBE.equals(method)
        || Method.NOTIFY.equals(method)
        || Method.REFER.equals(method);
  }

  /** A new Contact of the peer, from a target refresh that was accepted. */
  public void refreshTarget(Contact contact) {
    target(contact).ifPresent(uri -> remoteTarget = uri);
  }

  /**
   * Takes the peer's new Contact from an accepted target refresh request, or from the 2xx to an own
   * one; no effect for other methods or without Contact (RFC 3261 §12.2.1.2, §12.2.2).
   */
  public void refreshTarget(Method method, @Nullable Contact contact) {
    if (contact != null && refreshesTarget(method)) {
      refreshTarget(contact);
    }
  }

  /**
   * A REFER of the peer arrived; true if it is not the first one here: from the second on its
   * subscription is told apart by the CSeq number (RFC 3515 §2.4.6).
   */
  public boolean referredAgain() {
    boolean again = (known & REFERRED) != 0;
    known |= REFERRED;
    return again;
  }

  /** A usage begins. */
  public void add(DialogUsage usage) {
    if (state == State.TERMINATED) {
      throw new IllegalStateException("the dialog " + id() + " is over");
    }
    usages.add(usage);
  }

  /** A usage ended; with the last one the dialog ends and leaves its table (RFC 5057 §4). */
  public void remove(DialogUsage usage) {
    if (usages.remove(usage) && usages.isEmpty()) {
      end();
    }
  }

  /** What lives in the dialog; a copy. */
  public List<DialogUsage> usages() {
    return List.copyOf(usages);
  }

  /** The usage that takes a request, null if none does. */
  public @Nullable DialogUsage usageFor(SipRequest request) {
    for (int i = 0; i < usages.size(); i++) {
      if (usages.get(i).takes(request)) {
        return usages.get(i);
      }
    }
    return null;
  }

  /** Ends the dialog with all its usages, each of which is told. */
  public void terminate(String reason) {
    var told = List.copyOf(usages);
    usages.clear();
    end();
    for (var usage : told) {
      usage.dialogGone(reason);
    }
  }

  private void end() {
    state = State.TERMINATED;
    if (table != null) {
      table.remove(this);
    }
  }

  /** The state for diagnosis. */
  public DialogSnapshot snapshot() {
    return new DialogSnapshot(
        parties,
        state,
        new DialogSnapshot.Sequence(localSeq, remoteSeq),
        new DialogSnapshot.Routing(remoteTarget, routeSet.routes(), localContact),
        usages.stream().map(Object::toString).toList());
  }

  void entered(DialogTable into, @Nullable Dialog following) {
    this.table = into;
    this.next = following;
    hold();
  }

  void left() {
    release();
    this.table = null;
    this.next = null;
  }

  @Nullable Dialog next() {
    return next;
  }

  void next(@Nullable Dialog following) {
    this.next = following;
  }

  @Override
  public String toString() {
    return "Dialog[" + state + ' ' + id() + ']';
  }
}
