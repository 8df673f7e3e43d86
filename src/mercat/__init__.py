"""mercat: a marketing platform server that speaks the Marketo REST API and the Tencent Ads Marketing API."""

__version__ = "0.1.0"
