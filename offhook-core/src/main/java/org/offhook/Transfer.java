package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogSnapshot;
import org.offhook.event.ReferRequest;
import org.offhook.event.SubscriberListener;
import org.offhook.event.SubscriberUsage;
import org.offhook.event.SubscriptionEnd;
import org.offhook.event.SubscriptionState;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.SipFrag;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.TargetDialog;
import org.offhook.message.Uri;
import org.offhook.ua.Automatic;

/**
 * A transfer that this side asked for (REFER, RFC 3515): {@link Call#transfer(String)}, {@link
 * Endpoint#refer}. Any thread.
 *
 * <pre>{@code
 * Transfer transfer = call.transfer("sip:carol@example.com");
 * System.out.println(transfer.outcome().await().reason());
 * }</pre>
 *
 * <p>The peer's reports come as {@link CallEvent.TransferProgress}, outside calls as {@link
 * SubscriptionEvent.ReferProgress}.
 */
public final class Transfer implements SubscriptionUsage {

  private final EndpointCore endpoint;
  private final @Nullable Call call;
  private final ReferOptions wanted;
  private final Pending<TransferOutcome> outcome;
  private volatile @Nullable Status latest;
  private @Nullable SubscriberUsage usage;
  private @Nullable RequestRun asked;

  private Transfer(EndpointCore endpoint, @Nullable Call call, ReferOptions wanted) {
    this.endpoint = endpoint;
    this.call = call;
    this.wanted = wanted;
    this.outcome = endpoint.pending();
  }

  /** Asks the peer of the call, or the one whom the options name. Any thread. */
  static Transfer begin(EndpointCore endpoint, @Nullable Call call, ReferOptions wanted) {
    var transfer = new Transfer(endpoint, call, wanted);
    var other = wanted.other();
    if (other == null) {
      transfer.command(() -> transfer.send(NameAddr.of(transfer.target())));
    } else {
      // the other call may belong to another endpoint, and so to another loop
      other
          .dialog()
          .then(dialog -> transfer.command(() -> transfer.sendReplacing(dialog.orElse(null))));
    }
    return transfer;
  }

  /** The REFER that options ask for outside a call, in the request that is begun. Any thread. */
  static SipRequest.Builder written(ReferOptions wanted, SipRequest.Builder refer, NameAddr self) {
    var target = wanted.target();
    if (target == null || wanted.proof() != null) {
      throw new IllegalArgumentException(
          "what another call makes of it is known when it is sent: use Endpoint.refer");
    }
    return asked(wanted, NameAddr.of(target), self, null).applyTo(refer);
  }

  /** Sends a REFER that the application wrote. Any thread. */
  static Transfer begin(EndpointCore endpoint, ReferOptions wanted, SipRequest refer) {
    if (!refer.method().equals(Method.REFER)
        || refer.headers().get(HeaderName.REFER_TO).isEmpty()) {
      throw new IllegalArgumentException("this is no REFER with Refer-To");
    }
    var transfer = new Transfer(endpoint, null, wanted);
    transfer.command(
        () -> {
          if (endpoint.isClosing()) {
            transfer.fail("the endpoint was closed");
          } else {
            transfer.subscribe(refer.toBuilder(), null);
          }
        });
    return transfer;
  }

  /** Sends a REFER that the application wrote in the dialog of a call; on the loop. */
  static void begin(
      Call call, ReferOptions wanted, Dialog dialog, SipRequest refer, RequestRun asked) {
    var transfer = new Transfer(call.endpoint, call, wanted);
    transfer.asked = asked;
    transfer.subscribe(dialog.owned(refer).toBuilder(), dialog);
  }

  private Uri target() {
    var target = wanted.target();
    if (target == null) {
      throw new IllegalStateException("an attended transfer has its target from the other call");
    }
    return target;
  }

  private void command(Runnable verb) {
    endpoint.command(verb, () -> fail("the endpoint was closed"));
  }

  private void fail(String reason) {
    outcome.complete(new TransferOutcome.Failed(reason));
  }

  /** How it ended. */
  public Pending<TransferOutcome> outcome() {
    return outcome;
  }

  /** The call whose peer was asked; empty for {@link Endpoint#refer}. */
  public Optional<Call> call() {
    return Optional.ofNullable(call);
  }

  /** What the peer's call met last, as it reports; empty before its first report. */
  public Optional<Status> progress() {
    return Optional.ofNullable(latest);
  }

  /**
   * Wants to hear no more: ends the subscription (RFC 6665 §4.1.2.3). What the peer began, it goes
   * on with; {@link #outcome} fails unless it is there already.
   */
  public void unsubscribe() {
    endpoint.command(
        () -> {
          if (usage != null) {
            usage.unsubscribe();
          }
        });
  }

  /**
   * Lets go of it without a word: nothing is sent any more, and a report that still comes is
   * answered with 481. {@link #outcome} fails unless it is there already.
   *
   * <pre>{@code
   * transfer.forget();
   * }</pre>
   */
  @Override
  public void forget() {
    endpoint.command(
        () -> {
          if (usage != null) {
            usage.forget("forgotten by this side");
          }
        });
  }

  // --- asking; on the loop ---

  /** Refer-To is the peer of the other call, with Replaces as that peer has the tags. */
  private void sendReplacing(@Nullable DialogSnapshot other) {
    if (other == null || other.state() != Dialog.State.CONFIRMED) {
      fail("the other call is not up");
      return;
    }
    var peer = other.replacing();
    if (peer.isEmpty()) {
      fail("the other call's peer has no SIP URI, or identifiers that Replaces cannot carry");
    } else {
      send(NameAddr.of(peer.get()));
    }
  }

  private void send(NameAddr referTo) {
    if (endpoint.isClosing()) {
      fail("the endpoint was closed");
    } else if (call == null) {
      sendOutside(referTo);
    } else {
      var session = call.calls().session();
      if (session.isEmpty()) {
        fail("the call is not up");
      } else {
        sendInCall(referTo, session.get().dialog());
      }
    }
  }

  /**
   * In the call's dialog; in a new one where the peer has a GRUU and knows how to tell by
   * Target-Dialog that it may (RFC 5589 §6.1, RFC 7647 §4).
   */
  private void sendInCall(NameAddr referTo, Dialog dialog) {
    var local = dialog.localParty().without("tag");
    if (dialog.remoteTarget() instanceof SipUri peer
        && peer.params().has("gr")
        && peerSupports("tdialog")) {
      var refer =
          endpoint
              .core()
              .newRequest(Method.REFER, peer, local, dialog.remoteParty().without("tag"));
      subscribe(asked(wanted, referTo, local, proof(dialog.snapshot())).applyTo(refer), null);
    } else {
      var refer = asked(wanted, referTo, local, null).applyTo(dialog.request(Method.REFER));
      subscribe(refer, dialog);
    }
  }

  /** Whether the peer said so when the call was set up: in its INVITE, or in its 2xx. */
  private boolean peerSupports(String optionTag) {
    SipMessage said = null;
    if (call instanceof IncomingCall incoming) {
      said = incoming.request();
    } else if (call != null
        && call.outcome().now().orElse(null) instanceof CallOutcome.Established made) {
      said = made.message();
    }
    return said != null
        && said.headers().all(HeaderName.SUPPORTED).stream().anyMatch(optionTag::equalsIgnoreCase);
  }

  private void sendOutside(NameAddr referTo) {
    var peer = wanted.peer();
    var proof = wanted.proof();
    if (peer == null) {
      fail("nobody is named who is asked");
    } else if (proof == null) {
      sendOutside(referTo, peer, null);
    } else {
      proof
          .dialog()
          .then(
              dialog ->
                  command(
                      () -> sendOutside(referTo, peer, dialog.map(Transfer::proof).orElse(null))));
    }
  }

  private void sendOutside(NameAddr referTo, Uri peer, @Nullable TargetDialog proof) {
    var refer = endpoint.core().newRequest(Method.REFER, peer);
    var callId = wanted.callId();
    if (callId != null) {
      refer.set(HeaderName.CALL_ID, callId);
    }
    var from = wanted.from();
    if (from != null) {
      refer.set(HeaderName.FROM, from.withTag(endpoint.core().newTag()));
    }
    var self = from != null ? from : endpoint.settings().identity();
    subscribe(asked(wanted, referTo, self, proof).applyTo(refer), null);
  }

  /** The dialog as the peer has it (RFC 4538 §7); null if its identifiers cannot be written. */
  private static @Nullable TargetDialog proof(DialogSnapshot dialog) {
    var there = dialog.parties().id().otherEnd();
    try {
      return new TargetDialog(
          there.callId(), there.localTag(), there.remoteTag(), Parameters.EMPTY);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ReferRequest asked(
      ReferOptions wanted, NameAddr referTo, NameAddr self, @Nullable TargetDialog proof) {
    var by = wanted.referredBy();
    return new ReferRequest(
        referTo,
        by != null ? by : self,
        !wanted.isUnreported(),
        proof,
        EndpointCore.fields(wanted.headers()));
  }

  private void subscribe(SipRequest.Builder refer, @Nullable Dialog dialog) {
    var plan = new SubscriberUsage.Plan(refer.build(), dialog, wanted.nextHop());
    usage = endpoint.referrals().subscriptions().subscribe(plan, new Reports());
  }

  // --- what the peer says; on the loop ---

  private void conclude(TransferOutcome result) {
    if (!outcome.complete(result) || !result.isOk() || wanted.keepsCall()) {
      return;
    }
    if (call != null) {
      call.endOnLoop(java.util.List.of());
    }
    var other = wanted.other();
    if (other != null && result instanceof TransferOutcome.Succeeded) {
      // Tolerance: a target that does not know Replaces leaves its call with this side as it is;
      // the other call may belong to another endpoint, and so to another loop
      other.hangUp();
    }
  }

  private void emit(Status status, SipRequest notify) {
    if (call == null) {
      endpoint.emit(
          new SubscriptionEvent.ReferProgress(this, status, notify), EventQueue.Room.PROGRESS);
    } else {
      call.calls()
          .emit(
              new CallEvent.TransferProgress(call, this, status, notify), EventQueue.Room.PROGRESS);
    }
  }

  @Override
  public String toString() {
    return wanted.toString();
  }

  /** Turns what the subscription tells into progress and outcome. */
  private final class Reports implements SubscriberListener {

    /**
     * Tolerance: the type of the body is not looked at; a peer that reports the final status
     * without ending the subscription is believed (RFC 5589 §6: the status counts).
     */
    @Override
    public void notified(SipRequest notify, SubscriptionState state) {
      var status = SipFrag.parse(notify.body()).status();
      if (status.isEmpty()) {
        return;
      }
      latest = status.get();
      emit(status.get(), notify);
      if (!status.get().isFinal()) {
        return;
      }
      if (usage != null && !state.isTerminated()) {
        usage.settle();
      }
      conclude(
          status.get().isSuccess()
              ? new TransferOutcome.Succeeded(status.get())
              : new TransferOutcome.Refused(status.get()));
    }

    @Override
    public void accepted(SipResponse response) {
      answered(response);
    }

    private void answered(SipResponse response) {
      if (asked != null && usage != null) {
        asked.finalResponse(response, usage.request());
      }
    }

    @Override
    public void ended(SubscriptionEnd end) {
      var response = end.message() instanceof SipResponse answer ? answer : null;
      if (response != null) {
        answered(response);
      } else if (asked != null) {
        asked.failed(end.reason());
      }
      if (end.kind() == SubscriptionEnd.Kind.REFUSED && response != null) {
        conclude(new TransferOutcome.NotAccepted(response));
      } else if (end.kind() == SubscriptionEnd.Kind.WAIVED && response != null) {
        conclude(new TransferOutcome.Accepted(response));
      } else {
        conclude(new TransferOutcome.Failed("there is no report of a result: " + end.reason()));
      }
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      if (call == null) {
        endpoint.askEndpoint(action, cause, proceed, decline);
      } else {
        call.calls().ask(action, cause, proceed, decline);
      }
    }
  }
}
