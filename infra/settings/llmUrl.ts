import { apiUrl } from "./apiUrls";

/** The base URL of an API that is compatible with OpenAI's. */
export const llmUrl = apiUrl(
  "https://api.example.com/v1",
  "/chat/completions",
  ["/completions", "/responses", "/embeddings", "/models"],
  [
    [/^(?:\w+\.)?api\.openai\.com$|^api\.(?:mistral\.ai|together\.xyz|anthropic\.com)$/, "/v1"],
    [/^openrouter\.ai$/, "/api/v1"],
    [/^api\.groq\.com$/, "/openai/v1"],
    [/^generativelanguage\.googleapis\.com$/, "/v1beta/openai"],
    // The paths by deployment need an api-version, which the client does not send.
    [/\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us)$/, "/openai/v1"],
    // Ollama's port.
    [/:11434$/, "/v1"],
  ],
);
