import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls mercat by a vendor's host with both clients of Java: prints a line of name, status and refusal for each. */
public class Clients {
    interface Call {
        int status(String url) throws IOException, InterruptedException;
    }

    static int client(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).statusCode();
    }

    static int connection(String url) throws IOException {
        return ((HttpURLConnection) new URL(url).openConnection()).getResponseCode();
    }

    static void tell(String name, String url, Call call) throws IOException, InterruptedException {
        int status = call.status(url);
        String refusal;
        try {
            refusal = "answered " + call.status("https://app.marketo.com/");
        } catch (IOException problem) {
            refusal = problem.getMessage();
        }
        System.out.println(name + "\t" + status + "\t" + refusal);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        tell("HttpClient", arguments[0], Clients::client);
        tell("HttpURLConnection", arguments[0], Clients::connection);
    }
}
