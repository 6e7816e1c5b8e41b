package org.offhook.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.OsipException;
import org.offhook.exosip.ctypes.Answer;
import org.offhook.exosip.ctypes.Context;

/**
 * A callee driven from the keyboard, by the names of exosip2ctypes. A line says what to do with the
 * newest call: a status such as {@code 180} or {@code 486} answers it, {@code 200} with a session
 * description; {@code ack} acknowledges, {@code bye} ends it, {@code quit} ends the program.
 */
public final class KeyboardCallee {

  private final Context context;
  private final String address;
  private final Consumer<String> screen;
  private volatile @Nullable ExosipEvent newest;

  /** Is called at the address on which the context listens; what happens goes to the screen. */
  public KeyboardCallee(Context context, String address, Consumer<String> screen) {
    this.context = context;
    this.address = address;
    this.screen = screen;
    context.setEventCallback(this::happened);
  }

  /** Runs until {@code quit} or the end of input: {@code KeyboardCallee 192.0.2.7 5060}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("say on which ADDRESS and PORT to listen");
    }
    try (var context = new Context(null);
        var keys = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
      context.listenOnAddress(args[0], Exosip.UDP, Integer.parseInt(args[1]));
      var callee = new KeyboardCallee(context, args[0], System.out::println);
      context.start();
      for (var line = keys.readLine(); line != null; line = keys.readLine()) {
        if (line.equals("quit")) {
          break;
        }
        System.out.println(callee.command(line));
      }
    }
  }

  private void happened(Context it, ExosipEvent event) {
    switch (event.type()) {
      case CALL_INVITE, CALL_REINVITE -> newest = event;
      case CALL_MESSAGE_NEW -> answerInCall(it, event);
      default -> {}
    }
    screen.accept(event + ": " + event.textInfo());
  }

  /** INFO, MESSAGE, OPTIONS … are taken; what the core has answered already has a response. */
  private static void answerInCall(Context it, ExosipEvent event) {
    if (event.response() == null) {
      it.callSendAnswer(new Answer(it, event.tid(), 200));
    }
  }

  /** Does what a line says; returns what came of it. */
  public String command(String line) {
    var call = newest;
    if (call == null) {
      return "nobody has called yet";
    }
    try {
      switch (line.strip().toLowerCase(Locale.ROOT)) {
        case "200" -> {
          var answer = context.buildMessage(it -> new Answer(it, call.tid(), 200));
          answer.message().contentType("application/sdp").body(Descriptions.audio(address));
          context.callSendAnswer(answer);
        }
        case "ack" -> context.callSendAck(call.did());
        case "bye" -> context.callTerminate(call.cid(), call.did());
        default -> context.callSendAnswer(call.tid(), Integer.parseInt(line.strip()));
      }
      return "done";
    } catch (OsipException e) {
      return "refused with " + e.code() + ": " + e.getMessage();
    } catch (NumberFormatException e) {
      return "a status, ack, bye or quit, please";
    }
  }
}
