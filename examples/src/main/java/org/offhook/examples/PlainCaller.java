package org.offhook.examples;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.OsipException;
import org.offhook.exosip.ctypes.Ack;
import org.offhook.exosip.ctypes.Context;
import org.offhook.exosip.ctypes.InitInvite;

/**
 * Makes calls by the names of exosip2ctypes, and takes its events itself: offers, acknowledges,
 * talks, terminates.
 *
 * @param context listens already; its loop does not run
 * @param address where it listens
 * @param screen is told what happens
 */
public record PlainCaller(Context context, String address, Consumer<String> screen) {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Calls for five seconds: {@code PlainCaller 192.0.2.7 sip:bob@example.com}. */
  public static void main(String[] args) {
    if (args.length != 2) {
      throw new IllegalArgumentException("say from which ADDRESS to call, and which URI");
    }
    try (var context = new Context(null)) {
      context.listenOnAddress(args[0], Exosip.UDP, 0);
      var caller = new PlainCaller(context, args[0], System.out::println);
      System.out.println(caller.call(args[1], Duration.ofSeconds(5)));
    }
  }

  /** Calls, and hangs up when nothing has happened for some time; returns what came of it. */
  public String call(String to, Duration talk) {
    var invite = context.buildMessage(it -> new InitInvite(it, to, "sip:caller@" + address));
    invite.message().contentType("application/sdp").body(Descriptions.audio(address));
    int cid = context.callSendInitInvite(invite);
    var outcome = "no answer";
    var wait = PATIENCE;
    while (true) {
      var event = context.eventWait(0, (int) wait.toMillis());
      if (event == null && wait.equals(PATIENCE)) {
        return outcome;
      }
      if (event == null) {
        terminate(cid);
        wait = PATIENCE;
        continue;
      }
      screen.accept(event + ": " + event.textInfo());
      if (event.cid() != cid) {
        continue;
      }
      switch (event.type()) {
        case CALL_ANSWERED -> {
          context.callSendAck(new Ack(context, event.did()));
          wait = talk;
          outcome = "answered";
        }
        case CALL_REDIRECTED, CALL_REQUESTFAILURE, CALL_SERVERFAILURE, CALL_GLOBALFAILURE ->
            outcome = reason(event);
        case CALL_RELEASED -> {
          return outcome;
        }
        default -> {}
      }
    }
  }

  private void terminate(int cid) {
    try {
      context.callTerminate(cid, 0);
    } catch (OsipException e) {
      screen.accept("the peer hung up first");
    }
  }

  private static String reason(ExosipEvent event) {
    return Objects.requireNonNullElse(
        Objects.requireNonNull(event.response()).reasonPhrase(), "refused");
  }
}
