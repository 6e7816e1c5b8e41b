package org.offhook.exosip;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.offhook.Answerable;
import org.offhook.Call;
import org.offhook.CallOptions;
import org.offhook.HeaderRow;
import org.offhook.IncomingCall;
import org.offhook.OutgoingCall;
import org.offhook.message.HeaderName;
import org.offhook.message.Replaces;

/**
 * Calls: the functions {@code eXosip_call_*}. An example is at {@link Exosip}.
 *
 * <p>Any thread; what is refused is refused by an {@link OsipException} at once.
 */
public final class CallFunctions extends Functions {

  private final Drafts<OutgoingCall> invites = new Drafts<>();
  private final Drafts<Object> requests = new Drafts<>();

  CallFunctions(Exosip context, Ids ids) {
    super(context, ids);
  }

  // --- placing calls ---

  /**
   * Builds the INVITE of a new call. Header fields in the target's URI become header fields.
   *
   * @param route where to send it, whatever the target says; null: as the target says
   * @param subject null: none
   * @throws OsipException BADPARAMETER if the target is empty, SYNTAXERROR if something cannot be
   *     read, NO_NETWORK before listening
   */
  public OsipMessage buildInitialInvite(
      String to, String from, @Nullable String route, @Nullable String subject) {
    var running = context.running();
    var options = CallOptions.to(uri(to, "to"));
    if (!from.isEmpty()) {
      options = options.from(address(from));
    }
    if (subject != null && !subject.isEmpty()) {
      options = options.header("Subject", subject);
    }
    return invites.keep(running.prepare(routed(options, route)));
  }

  /**
   * Calls.
   *
   * @return the cid
   * @throws OsipException BADPARAMETER if it was not built by {@link #buildInitialInvite}, or was
   *     sent already; SYNTAXERROR if it is no INVITE any more
   */
  public int sendInitialInvite(OsipMessage invite) {
    return context.locked(
        () -> {
          var call = invites.send(invite);
          var entry = ids.newCall(call);
          ids.leg(entry, call.callId(), call.request().from().tag().orElse(""));
          return entry.id;
        });
  }

  // --- acknowledging ---

  /**
   * Builds the ACK for a 2xx. It is sent by itself, too, where the INVITE had an offer, unless
   * {@link Quirks#acknowledgeByHand} says otherwise.
   *
   * @param tid the INVITE's, or the did
   * @throws OsipException NOTFOUND before the 2xx
   */
  public OsipMessage buildAck(int tid) {
    var ack = ofInvite(tid).prepareAcknowledgement();
    return OsipMessage.of(awaited(ack, OsipError.NOTFOUND, "the INVITE has no 2xx"));
  }

  /**
   * Acknowledges a 2xx: with an answer in it where the peer made the offer. No effect where the
   * core has done it.
   *
   * @param ack null: the default
   */
  public void sendAck(int tid, @Nullable OsipMessage ack) {
    var call = ofInvite(tid);
    if (ack == null) {
      call.acknowledge();
      return;
    }
    try {
      call.acknowledge(ack.toRequest());
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  /**
   * Builds the PRACK for a reliable provisional answer (RFC 3262), which is sent by itself unless
   * {@link Quirks#prackByHand} says otherwise.
   *
   * @param tid the INVITE's
   * @param response the answer; null: the last one
   * @throws OsipException WRONG_FORMAT without RSeq, WRONG_STATE if it waits for none
   */
  public OsipMessage buildPrack(int tid, @Nullable OsipMessage response) {
    var last = invite(tid).response;
    var answer = response != null ? response.toResponse() : last;
    if (answer == null || answer.headers().get(HeaderName.RSEQ).isEmpty()) {
      throw OsipError.WRONG_FORMAT.exception("the answer has no RSeq");
    }
    if (!(ofInvite(tid) instanceof OutgoingCall call)) {
      throw OsipError.WRONG_STATE.exception("PRACK is the caller's");
    }
    return requests.keep(call.preparePrack(answer), "no PRACK is wanted for it");
  }

  /** Sends what {@link #buildPrack} built. */
  public void sendPrack(int tid, OsipMessage prack) {
    invite(tid);
    requests.send(prack);
  }

  private Call ofInvite(int id) {
    return OsipError.NOTFOUND.unlessNull(
        invite(id).owner instanceof Ids.CallEntry entry ? entry.call : null,
        "there is no call of transaction " + id);
  }

  private Ids.TransactionEntry invite(int id) {
    var known =
        find(
            id,
            "transaction",
            one -> ids.transaction(one).or(() -> ids.dialog(one).map(dialog -> dialog.invite)));
    OsipError.BADPARAMETER.when(!known.isInvite(), "transaction " + id + " is no INVITE");
    return known;
  }

  // --- requests inside ---

  /**
   * Builds a request inside a dialog, early or confirmed: INFO, UPDATE, MESSAGE, re-INVITE …
   *
   * @throws OsipException NOTFOUND if there is no such dialog, WRONG_STATE if its call has none now
   */
  public OsipMessage buildRequest(int did, String method) {
    var wanted = method(method);
    var call = callOf(dialog(did));
    var draft = OsipError.BADPARAMETER.unless(() -> call.prepare(wanted));
    return requests.keep(draft, "the call has no dialog now");
  }

  /** Builds a REFER: the peer is asked to call somebody. */
  public OsipMessage buildRefer(int did, String referTo) {
    var refer = buildRequest(did, "REFER");
    return referTo.isEmpty() ? refer : refer.setHeader("Refer-To", referTo);
  }

  /** Builds an INFO. */
  public OsipMessage buildInfo(int did) {
    return buildRequest(did, "INFO");
  }

  /** Builds an OPTIONS. */
  public OsipMessage buildOptions(int did) {
    return buildRequest(did, "OPTIONS");
  }

  /** Builds an UPDATE. */
  public OsipMessage buildUpdate(int did) {
    return buildRequest(did, "UPDATE");
  }

  /**
   * Builds a NOTIFY: a report about the peer's last REFER, which may go on after the call, or where
   * it sent none any other. It needs a body such as {@code SIP/2.0 180 Ringing}.
   *
   * @throws OsipException BADPARAMETER for UNKNOWN; WRONG_STATE before the REFER is accepted, and
   *     after the last report
   */
  public OsipMessage buildNotify(int did, SubscriptionStatus state) {
    var refer = dialog(did).refer;
    var notify =
        refer == null
            ? buildRequest(did, "NOTIFY")
            : requests.keep(refer.prepareNotify(), "the REFER wants no report now");
    return SubscriptionParts.stated(notify, state, null);
  }

  /**
   * Sends what {@link #buildRequest} built, or {@link #buildNotify}. INVITE and UPDATE change the
   * session to the description in the body, and ask for an offer, or tell nothing, without one.
   *
   * @throws OsipException BADPARAMETER if it was not built here, or was sent already; SYNTAXERROR
   *     if it is no whole request any more, a REFER without Refer-To, or an INVITE or UPDATE whose
   *     body is no session description; WRONG_STATE if the call is over
   */
  public void sendRequest(int did, OsipMessage request) {
    var dialog = dialog(did);
    if (dialog.refer == null) {
      callOf(dialog);
    }
    requests.send(request);
  }

  // --- answering ---

  /**
   * Builds the answer to a request of the peer in a call, the INVITE included.
   *
   * @throws OsipException BADPARAMETER for a status outside 101 to 699, NOTFOUND for an unknown
   *     transaction, WRONG_STATE if it is answered
   */
  public OsipMessage buildAnswer(int tid, int status) {
    return prepared(status(status, null, 101), waiting(tid, Answerable.class));
  }

  /**
   * Answers: an INVITE, the first or a later one, in several steps if need be.
   *
   * @param answer null: the default one, not for a 2xx, nor for a request other than INVITE
   * @throws OsipException as {@link #buildAnswer}; BADPARAMETER for a 2xx to INVITE or UPDATE that
   *     lacks a description, and for a provisional answer where there is none
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = status(status, answer, 101);
    var waiting = waiting(tid, Answerable.class);
    var written = answer == null ? prepared(wanted, waiting) : answer;
    checkWritten(answer != null || (!wanted.isSuccess() && written.method().equals("INVITE")));
    respond(waiting, written);
  }

  // --- ending ---

  /**
   * Ends a call: by CANCEL, BYE or 603, whatever fits.
   *
   * @return 1 if a CANCEL was sent, or will be with the first provisional answer; else 0
   * @throws OsipException BADPARAMETER if both ids are none, NOTFOUND if unknown, WRONG_STATE if
   *     the call ends already
   */
  public int terminate(int cid, int did) {
    return terminateWithReason(cid, did, null);
  }

  /** As {@link #terminate(int, int)}, with the text of a Reason header field. */
  public int terminateWithReason(int cid, int did, @Nullable String reason) {
    return terminateWithHeader(cid, did, "Reason", reason);
  }

  /** As {@link #terminate(int, int)}, with one more header field, if it has a value. */
  public int terminateWithHeader(int cid, int did, String name, @Nullable String value) {
    var rows = new ArrayList<HeaderRow>(1);
    if (value != null && !value.isEmpty()) {
      rows.add(OsipError.SYNTAXERROR.unless(() -> new HeaderRow(name, value)));
    }
    var entry = did > 0 ? dialog(did) : find(cid, "call", ids::call);
    var call = entry.call;
    OsipError.WRONG_STATE.when(
        entry.closed || call.ended().isDone(), "call " + entry.id + " ends already");
    boolean cancels = call instanceof OutgoingCall && !call.outcome().isDone();
    entry.closed = true;
    call.hangUp(rows);
    return cancels ? 1 : 0;
  }

  // --- replacing ---

  /**
   * The call that a Replaces value names (RFC 3891 §3), with the tags as its sender writes them.
   *
   * @return the cid
   * @throws OsipException NOTFOUND if there is none (answer 481), BADPARAMETER if it still rings
   *     here (481), WRONG_STATE if it is up and early-only was asked for (486), SYNTAXERROR if it
   *     cannot be read
   */
  public int findByReplaces(String replaces) {
    var wanted = OsipError.SYNTAXERROR.unless(() -> Replaces.parse(replaces));
    var entry =
        known(() -> ids.dialog(wanted.callId(), wanted.toTag(), wanted.fromTag()))
            .filter(one -> !one.call.ended().isDone())
            .orElseThrow(() -> OsipError.NOTFOUND.exception("no call is named by " + replaces));
    var call = entry.call;
    boolean early = !call.outcome().isDone();
    OsipError.BADPARAMETER.when(
        early && call instanceof IncomingCall, "call " + entry.id + " rings here");
    OsipError.WRONG_STATE.when(!early && wanted.earlyOnly(), "call " + entry.id + " is up");
    return entry.id;
  }

  /**
   * The Refer-To by which somebody takes this side's place in a dialog: its peer, with Replaces.
   */
  public String referTo(int did) {
    var dialog =
        awaited(callOf(dialog(did)).dialog(), OsipError.WRONG_STATE, "the call has no dialog now");
    return dialog
        .replacing()
        .orElseThrow(() -> OsipError.WRONG_STATE.exception("the peer has no SIP URI"))
        .toString();
  }

  // --- references ---

  /** Keeps an object with a call; its events bring it. */
  public void setReference(int id, @Nullable Object reference) {
    find(id, "call or dialog", one -> ids.find(Ids.CallEntry.class, one)).reference = reference;
  }

  /** The object kept with a call; null if there is none. */
  public @Nullable Object reference(int cid) {
    return context.locked(() -> ids.call(cid)).map(entry -> entry.reference).orElse(null);
  }

  // --- looking up ---

  private Ids.CallEntry dialog(int did) {
    return find(did, "dialog", ids::dialog);
  }

  private static Call callOf(Ids.CallEntry entry) {
    OsipError.WRONG_STATE.when(entry.call.ended().isDone(), "call " + entry.id + " is over");
    return entry.call;
  }
}
