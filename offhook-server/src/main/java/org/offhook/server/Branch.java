package org.offhook.server;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ClientUser;
import org.offhook.transaction.Failure;
import org.offhook.transaction.InviteClientTransaction;
import org.offhook.transport.Flow;

/** One target of a forwarded request and its client transaction (RFC 3261 §16.6 items 7 to 11). */
final class Branch implements ClientUser {

  /** RFC 5626 §11.5. */
  static final Status FLOW_FAILED = Status.of(430, "Flow Failed");

  private final ResponseContext context;
  private final Iterator<ForwardedCopy> copies;
  private ForwardedCopy copy;
  private Iterator<Supplier<Flow>> ways = List.<Supplier<Flow>>of().iterator();
  private @Nullable InviteClientTransaction invite;
  private @Nullable TimerHandle timerC;
  private boolean cancelled;
  private boolean over;

  /**
   * Prepares.
   *
   * @param copies one for each flow of the target, tried one after the other; mostly one
   */
  Branch(ResponseContext context, List<ForwardedCopy> copies) {
    this.context = context;
    this.copies = copies.iterator();
    this.copy = this.copies.next();
  }

  boolean isOver() {
    return over;
  }

  void begin() {
    context
        .proxy()
        .ways()
        .find(
            copy,
            found -> {
              ways = found.iterator();
              sendByNextWay(Status.SERVICE_UNAVAILABLE);
            });
  }

  private void sendByNextWay(Status otherwise) {
    if (over) {
      return;
    }
    if (cancelled) {
      end(Status.REQUEST_TERMINATED, null);
    } else if (!ways.hasNext()) {
      if (copies.hasNext()) {
        copy = copies.next();
        begin();
      } else {
        end(copy.flow() != null ? FLOW_FAILED : otherwise, null);
      }
    } else {
      send(ways.next().get());
    }
  }

  private void send(Flow flow) {
    var proxy = context.proxy();
    var tokens = proxy.tokens();
    var request =
        copy.request().method().equals(Method.REGISTER)
            ? copy.withPath(context.in(), flow, tokens)
            : proxy.options().recordRoute()
                ? copy.recordRouted(context.in(), flow, tokens)
                : copy.request();
    proxy.countForwarded();
    var transaction =
        proxy.transactions().request(request, proxy.loops().branch(context.request()), flow, this);
    if (transaction instanceof InviteClientTransaction begun) {
      invite = begun;
      restartTimerC();
    }
  }

  /** §16.6 item 11, §16.7 item 2: a branch that rings without a sign of life is cancelled. */
  private void restartTimerC() {
    stopTimerC();
    var proxy = context.proxy();
    timerC =
        proxy
            .transactions()
            .transport()
            .loop()
            .after(proxy.options().timerC(), () -> cancel(List.of()));
  }

  private void stopTimerC() {
    if (timerC != null) {
      timerC.cancel();
      timerC = null;
    }
  }

  /** Cancels the INVITE, if that is what it is and no outcome is known (§16.10). */
  void cancel(List<ParameterizedToken> reasons) {
    stopTimerC();
    if (!over && copy.request().method().equals(Method.INVITE)) {
      cancelled = true;
      if (invite != null) {
        context.proxy().transactions().cancel(invite, builder -> withReasons(builder, reasons));
      }
    }
  }

  private static void withReasons(SipRequest.Builder cancel, List<ParameterizedToken> reasons) {
    if (!reasons.isEmpty()) {
      cancel.setAll(HeaderName.REASON, reasons);
    }
  }

  @Override
  public void provisional(SipResponse response) {
    if (response.status().code() > 100) {
      if (timerC != null) {
        restartTimerC();
      }
      context.provisional(response);
    }
  }

  @Override
  public void finalResponse(SipResponse response) {
    if (over) {
      context.furtherSuccess(response);
    } else if (response.status().equals(FLOW_FAILED) && copies.hasNext() && !cancelled) {
      sendByNextWay(FLOW_FAILED);
    } else {
      end(response.status(), response);
    }
  }

  @Override
  public void failed(Failure failure) {
    if (failure instanceof Failure.Transport) {
      sendByNextWay(failure.meaning());
    } else {
      end(cancelled ? Status.REQUEST_TERMINATED : failure.meaning(), null);
    }
  }

  private void end(Status status, @Nullable SipResponse response) {
    over = true;
    stopTimerC();
    context.ended(this, status, response);
  }
}
