// provider.c - the table of providers and the two questions to it.
#include "price/provider.h"

#include <stddef.h>

#include "price/price.h"

enum { NAME_BYTES = 64 };

static char normal_char(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    if (c != '\0' && strchr(" _./", c))
        return '-';
    return c;
}

static bool glob_holds(struct str glob, struct str name)
{
    if (!str_ends(glob, S("*")))
        return str_eq(glob, name);
    return str_starts(name, str_head(glob, glob.len - 1));
}

bool glob_list_holds(const char *globs, struct str name)
{
    struct str rest = str_of(globs);
    while (rest.len > 0) {
        struct str_cut cut = str_cut(rest, '|');
        if (glob_holds(cut.head, name))
            return true;
        rest = cut.tail;
    }
    return false;
}

const struct provider *provider_find(struct str name)
{
    char text[NAME_BYTES];
    name = str_trim(name);
    if (name.len == 0 || name.len > sizeof text)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        text[i] = normal_char(name.ptr[i]);
    struct str normal = {text, name.len};
    for (const struct provider *p = providers; p->name; p++) {
        if (str_eq(normal, str_of(p->name)))
            return p;
    }
    for (const struct provider *p = providers; p->name; p++) {
        if (glob_list_holds(p->aliases, normal))
            return p;
    }
    return NULL;
}

const struct provider *provider_of_model(struct str model)
{
    for (const struct provider *p = providers; p->name; p++) {
        if (glob_list_holds(p->makes, model))
            return p;
    }
    return NULL;
}

struct str price_canonical_provider(struct str provider, struct arena *a)
{
    const struct provider *p = provider_find(provider);
    return p ? str_of(p->name) : str_lower(str_trim(provider), a);
}

// Order matters for makes only: the first that holds wins.
const struct provider providers[] = {
    {"anthropic", "anthropic-*|claude|claude-code|claude-ai", "claude*", PROVIDER_MAKER},
    {"openai", "open-ai|openai-*|chatgpt|codex|text-completion-openai",
     "gpt-*|chatgpt-*|o1|o1-*|o3|o3-*|o4-*|text-embedding-3*|text-embedding-ada*|text-davinci*|"
     "text-moderation*|omni-moderation*|davinci*|babbage*|curie*|ada|whisper-*|tts-1*|dall-e-*|"
     "codex-mini*|computer-use-*|ft:gpt-*|ft:o*|ft:davinci*|ft:babbage*",
     PROVIDER_MAKER},
    {"google",
     "gemini|google-*|gcp-*|vertex|vertexai|vertex-*|palm|generativelanguage-googleapis-com",
     "gemini-*|gemma-*|learnlm-*|text-bison*|chat-bison*|code-bison*|text-unicorn*|imagen-*|veo-*|"
     "text-embedding-00*|text-multilingual-embedding-*",
     PROVIDER_CLOUD},
    {"aws", "aws-*|bedrock|bedrock-*|amazon|amazon-*|sagemaker", "amazon.*|nova-*|titan-*",
     PROVIDER_CLOUD},
    {"azure", "azure-*|az-ai-*|microsoft|microsoft-*", "gpt-35-*", PROVIDER_CLOUD},
    {"deepseek", "deepseek-*|deep-seek", "deepseek-*", PROVIDER_MAKER},
    {"x-ai", "xai|grok", "grok-*", PROVIDER_MAKER},
    {"mistral", "mistralai|mistral-*|codestral|text-completion-codestral",
     "mistral-*|codestral*|devstral*|magistral*|ministral*|pixtral*|voxtral*|open-mistral-*|"
     "open-mixtral-*|open-codestral-*",
     PROVIDER_MAKER},
    {"cohere", "cohere-*|co", "command*|c4ai-*|embed-*|rerank-*", PROVIDER_MAKER},
    {"perplexity", "perplexity-*|pplx", "sonar*|pplx-*|r1-1776", PROVIDER_MAKER},
    {"moonshotai", "moonshot|moonshot-*|moonshotai-*|kimi", "kimi-*|moonshot-*", PROVIDER_MAKER},
    {"minimax", "minimax-*|minimaxi", "minimax-*|m2-her", PROVIDER_MAKER},
    {"zai", "z-ai|zai-*", "glm-*", PROVIDER_MAKER},
    {"zhipuai", "zhipu|zhipuai-*|bigmodel", "", PROVIDER_MAKER},
    {"voyageai", "voyage|voyage-*", "voyage-*", PROVIDER_MAKER},
    {"qwen", "alibaba|alibaba-*|dashscope|aliyun", "qwen*|qwq-*", PROVIDER_MAKER},
    {"groq", "groq-*|groqcloud", "", PROVIDER_HOST},
    {"together", "together-*|togetherai", "", PROVIDER_HOST},
    {"fireworks", "fireworks-*|fireworksai", "accounts/fireworks/*", PROVIDER_HOST},
    {"cerebras", "cerebras-*", "", PROVIDER_HOST},
    {"local",
     "ollama|ollama-*|vllm|hosted-vllm|lm-studio|lmstudio|llama-cpp|llamacpp|sglang|tgi|"
     "localai|triton|lemonade|llamafile|self-hosted|selfhosted",
     "", PROVIDER_HOST},
    {"huggingface", "hf", "", PROVIDER_HOST},
    {"novita", "novita-*", "", PROVIDER_HOST},
    {"deepinfra", "", "", PROVIDER_HOST},
    {"nebius", "nebius-*", "", PROVIDER_HOST},
    {"hyperbolic", "", "", PROVIDER_HOST},
    {"sambanova", "", "", PROVIDER_HOST},
    {"replicate", "", "", PROVIDER_HOST},
    {"databricks", "", "", PROVIDER_HOST},
    {"ovhcloud", "ovh", "", PROVIDER_HOST},
    {"openrouter", "open-router|openrouter-*", "", PROVIDER_GATEWAY},
    {"litellm", "litellm-*|lite-llm", "", PROVIDER_GATEWAY},
    {"vercel", "vercel-*|ai-gateway", "", PROVIDER_GATEWAY},
    {"cloudflare", "cloudflare-*|workers-ai", "", PROVIDER_GATEWAY},
    {"helicone", "helicone-*", "", PROVIDER_GATEWAY},
    {"portkey", "portkey-*|portkeyai", "", PROVIDER_GATEWAY},
    {"kong", "kong-*", "", PROVIDER_GATEWAY},
    {"envoy", "envoy-*", "", PROVIDER_GATEWAY},
    {"langfuse", "langfuse-*", "", PROVIDER_GATEWAY},
    {0},
};
