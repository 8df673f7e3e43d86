"""What people say about ads in WeChat Channels, and what accounts answer: comments and barrages."""
